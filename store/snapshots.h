// States of streams at some version, so that waking one need not replay it from nothing. A cache:
// any row may be absent. The caller compares version and chain with the log's entry at the place
// before it believes one.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "events/record.h"
#include "store/derived_db.h"

namespace dangol {

struct Snapshot {
  StreamToken token;
  Version version;  // of the last record in it
  Hash chain;       // of that record
  Place place;      // of that record
  std::string state;
};

// How far a stream's log has gone since its snapshot: what waking it reads beside it.
struct SnapshotAge {
  std::uint64_t records = 0;         // after the snapshot; all, when there is none
  std::uint64_t bytes = 0;           // of their entries and cores
  std::uint64_t snapshot_bytes = 0;  // 0: there is none

  void count(std::size_t core_bytes) {
    ++records;
    bytes += kEntryBytes + core_bytes;
  }
};

// Thread-safe. Not synced: what is written last may be gone after a loss of power.
class Snapshots {
 public:
  explicit Snapshots(DerivedDb& derived) : derived_(derived) {}

  // Each takes the place of its stream's snapshot before.
  Status put(std::span<const Snapshot> snapshots);
  // nullopt when there is none, or none of this format.
  Result<std::optional<Snapshot>> get(const StreamToken& token) const;
  // The same of many streams in one reading; each answers for itself, in the order asked.
  std::vector<Result<std::optional<Snapshot>>> get_each(std::span<const StreamToken> tokens) const;
  Status erase(const StreamToken& token);
  // Calls `each` in order of token, from the first behind `after` on, until it answers false.
  Status scan(const std::function<bool(const Snapshot&)>& each,
              std::optional<StreamToken> after = std::nullopt) const;

 private:
  DerivedDb& derived_;
};

}  // namespace dangol
