// One generation of one projection's read model: rows of bytes by bucket, and how far they go. A cache:
// the folder may be deleted at any moment while nobody has the store open, and is then made again from
// the log.
//
// Rows come in slices. A slice is what one run of positions gave, one row a bucket that has any, and is
// written whole or not at all together with the mark that says how far the generation goes; so no crash
// can repeat or skip anything. What is too little for a slice is kept in a file beside the database
// (projection_tail.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "events/ids.h"
#include "events/outcome.h"

namespace rocksdb {
class DB;
class Env;
class Iterator;
class Snapshot;
class Status;
}  // namespace rocksdb

namespace dangol {

// How far a generation goes.
struct ProjectionMark {
  std::uint32_t version = 0;  // of the projection that wrote it
  Position end;               // records before it are in
  Hash entry;                 // leaf hash of the last of them
  std::uint64_t steps = 0;    // in all rows
  bool operator==(const ProjectionMark&) const = default;
};

class ProjectionDb;

// Rows as they stood at one moment; keeps the database open. Thread-safe, but for its cursors.
class ProjectionRows {
 public:
  struct Row {
    std::uint32_t bucket = 0;
    std::string_view bytes;  // until the next call
  };
  // In order of bucket; of one bucket in order of position. One thread.
  class Cursor {
   public:
    ~Cursor();
    // To the first row of `bucket` or, when there is none, of the next one.
    void seek(std::uint32_t bucket);
    // False at the end. kCorrupt: the generation is damaged, and known to be from now on.
    Result<bool> next(Row& row);

   private:
    friend class ProjectionRows;
    explicit Cursor(const ProjectionRows& rows);
    const ProjectionRows& rows_;
    std::unique_ptr<rocksdb::Iterator> at_;
    bool delivered_ = false;
  };

  ~ProjectionRows();
  ProjectionRows(const ProjectionRows&) = delete;
  ProjectionRows& operator=(const ProjectionRows&) = delete;
  // Must not outlive this.
  std::unique_ptr<Cursor> cursor() const;

 private:
  friend class ProjectionDb;
  explicit ProjectionRows(std::shared_ptr<const ProjectionDb> db);
  const std::shared_ptr<const ProjectionDb> db_;
  const rocksdb::Snapshot* snapshot_;
};

class ProjectionDb : public std::enable_shared_from_this<ProjectionDb> {
 public:
  // Made, empty, when it is absent, damaged or of another format.
  // `env`: nullptr, or the files it lies on, which outlive it.
  static Result<std::shared_ptr<ProjectionDb>> open(const std::filesystem::path& dir,
                                                    rocksdb::Env* env = nullptr);
  // Deletes the folder when it was discarded.
  ~ProjectionDb();
  ProjectionDb(const ProjectionDb&) = delete;
  ProjectionDb& operator=(const ProjectionDb&) = delete;

  // nullopt: nothing was written yet. Not while write() runs.
  const std::optional<ProjectionMark>& mark() const { return mark_; }
  // Adds the bytes of a bucket's row, in order of position.
  using AppendRow = std::function<void(std::uint32_t bucket, std::string& row)>;
  // Writes the slice from the mark's end to `mark.end`; `row` is called for every bucket in order. On an
  // error nothing has changed. One thread at a time.
  Status write(const ProjectionMark& mark, const AppendRow& row);

  // Where what is too little for a slice is kept.
  std::filesystem::path tail() const { return dir_ / "tail"; }

  // As of now. Thread-safe.
  std::shared_ptr<const ProjectionRows> rows() const;

  // As EventLog::give_back(). Thread-safe.
  void give_back();

  // It met damage: what it says is not to be used. Thread-safe.
  bool is_damaged() const { return damaged_.load(std::memory_order_relaxed); }
  // To be deleted once nobody has it open. Thread-safe.
  void discard() const { discarded_.store(true, std::memory_order_relaxed); }

 private:
  friend class ProjectionRows;
  ProjectionDb(std::filesystem::path dir, rocksdb::Env* env);
  Status open_once();
  Status load();
  Status failed(std::string_view what, const rocksdb::Status& status) const;
  Status damaged(std::string what) const;

  const std::filesystem::path dir_;
  rocksdb::Env* const env_;
  std::unique_ptr<rocksdb::DB> db_;
  std::optional<ProjectionMark> mark_;
  std::uint64_t files_written_ = 0;
  mutable std::atomic<bool> damaged_ = false;
  mutable std::atomic<bool> discarded_ = false;
};

}  // namespace dangol
