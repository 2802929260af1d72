// The checkpoints that were signed of a log: RocksDB, size:8 -> the signed note, with its cosignatures
// as they come. The newest also stands in the anchor (store/anchor.h), so damage here loses nothing
// that was not told elsewhere.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "events/outcome.h"

namespace rocksdb {
class DB;
class Env;
}  // namespace rocksdb

namespace dangol {

struct StoredCheckpoint {
  std::uint64_t size = 0;  // records that it is about
  std::string note;        // the signed note
};

// Opened when it is needed first: most commands never ask. Thread-safe. Errors as rocksdb_error says.
class Checkpoints {
 public:
  // `env`: nullptr, or the files it lies on, which outlive it.
  Checkpoints(std::filesystem::path dir, rocksdb::Env* env);
  ~Checkpoints();
  Checkpoints(const Checkpoints&) = delete;
  Checkpoints& operator=(const Checkpoints&) = delete;

  // Whether there ever was one to keep; does not open anything.
  bool exist() const;

  // Keeps a note, durable on return; a note of the same size is replaced, so only by one that says the
  // same with more signatures. kRejected: no checkpoint, or another root or origin than the one that
  // is kept for its size.
  Status add(std::string_view note);
  // The one of most records. nullopt: there is none.
  Result<std::optional<StoredCheckpoint>> latest() const;
  Result<std::optional<StoredCheckpoint>> at(std::uint64_t size) const;
  // Every one of at least `from` records, smallest first, until `take` says false.
  Status scan(std::uint64_t from, const std::function<bool(const StoredCheckpoint&)>& take) const;

 private:
  enum class Absent : std::uint8_t { kMake, kLeave };
  // nullptr: there is none, and none was to be made. REQUIRES: mutex_.
  Result<std::shared_ptr<rocksdb::DB>> opened(Absent absent) const;

  const std::filesystem::path dir_;
  rocksdb::Env* const env_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<rocksdb::DB> db_;
};

}  // namespace dangol
