// One generation of one projection, open: what is on disk of it, and the steps of the records since.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "events/outcome.h"
#include "replay/page_steps.h"
#include "replay/projection.h"
#include "replay/step_view.h"
#include "replay/with_store.h"
#include "replay/work_pool.h"
#include "store/projection_db.h"

namespace dangol {

class ReadModel {
 public:
  enum class Versions : std::uint8_t { kThis, kAny };
  // Goes on where the database ends. kNotFound: it is of another log; kConflict: another version of the
  // projection wrote it, and it can be compared with only. `projection` outlives this.
  static Result<std::shared_ptr<ReadModel>> open(const Projection& projection,
                                                 PartitionId partition,
                                                 const std::filesystem::path& dir,
                                                 const WithStore& with_store,
                                                 std::uint64_t slice_records, rocksdb::Env* env,
                                                 Versions versions = Versions::kThis);
  ~ReadModel();

  const Projection& projection() const { return projection_; }
  // Of the projection that wrote it.
  std::uint32_t version() const { return version_; }
  // The following are thread-safe.
  Position end() const;
  StepView view() const;
  // Why it goes no further than end(); nullopt: it does.
  std::optional<Error> stopped() const;
  // The files are not to be used.
  bool is_damaged() const { return db_->is_damaged(); }
  // The files are deleted once nobody reads them.
  void discard() const { db_->discard(); }
  // Of the steps that are not on disk yet.
  std::size_t waiting_bytes() const;
  bool wants_writing() const;

  // The following: one thread at a time.
  // Takes what the records from end() on gave.
  void add(const PageSteps& page);
  // Begins to write what is in memory as a slice, on a thread of the pool, once the one before it is
  // written. The model outlives the job.
  void write_behind(WorkPool& pool);
  void wait_until_written();
  // Writes what is in memory if it is much, and empties caches. What fails is tried again as ever.
  void give_back();
  // Writes now, or tries again what failed before.
  Status write_now();
  // Keeps on disk what is in memory, unless that is less than so many records more than last time.
  Status keep_tail(std::uint64_t least_records);

 private:
  ReadModel(const Projection& projection, std::shared_ptr<ProjectionDb> db,
            std::uint64_t slice_records);
  struct Slice {
    StepChunks chunks;
    ProjectionMark mark;
  };
  // What is to be written; nothing new is merged into it. REQUIRES: mutex_.
  Slice begin_slice();
  void write(const Slice& slice);
  void merge_tail();
  void load_tail();

  const Projection& projection_;
  const std::shared_ptr<ProjectionDb> db_;
  const std::uint64_t slice_records_;
  mutable std::mutex mutex_;
  std::condition_variable written_;
  std::uint32_t version_;
  StepView view_;
  Hash entry_;          // leaf hash of the record before view_.end
  Position in_slices_;  // records before it are in the database
  Position on_disk_;    // the same, or in the file of the tail
  std::size_t tail_bytes_ = 0;
  std::size_t being_written_ = 0;  // chunks at the front of the tail
  bool writing_ = false;
  std::optional<Error> stopped_;       // by a record
  std::optional<Error> write_failed_;  // the last time
};

}  // namespace dangol
