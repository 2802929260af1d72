// Keeps the map of heads (store/head_map.h) as a log grows: what changed since the last root stands in
// memory, by stream; the leaves stand in a database that can be deleted, or in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/event_log.h"
#include "store/head_map.h"

namespace dangol {

// How far a map goes.
struct HeadMark {
  Position end;               // records before it are in
  Hash entry;                 // leaf hash of the last of them; zeros for none
  std::uint64_t streams = 0;  // in the map
  bool operator==(const HeadMark&) const = default;
};

// Where the leaves of a map are kept, by bucket.
class HeadLeaves {
 public:
  virtual ~HeadLeaves() = default;
  // Into `leaves`, ascending; in place of what is there.
  virtual Status read(std::uint32_t bucket, std::vector<HeadLeaf>& leaves) = 0;
  // Leaves that are new or have another head, and what their buckets become: all of it, or nothing.
  virtual Status write(std::span<const HeadLeaf> changed, std::span<const HeadTree::Bucket> buckets,
                       const HeadMark& mark) = 0;
};

// For a map that is made once and looked at: some 100 bytes a stream.
class HeadLeavesInMemory : public HeadLeaves {
 public:
  Status read(std::uint32_t bucket, std::vector<HeadLeaf>& leaves) override;
  Status write(std::span<const HeadLeaf> changed, std::span<const HeadTree::Bucket> buckets,
               const HeadMark& mark) override;

 private:
  std::unordered_map<std::uint32_t, std::map<Hash, Head>> buckets_;
};

// One thread.
class HeadKeeper {
 public:
  // Goes on with what `leaves` hold, which is `tree` and `mark`. `leaves` outlive the keeper.
  // `pending_streams`: changed streams in memory at most.
  explicit HeadKeeper(HeadLeaves& leaves, HeadTree tree = {}, HeadMark mark = {},
                      std::size_t pending_streams = 0);

  // Records before it are in.
  Position end() const { return end_; }
  Hash last_entry() const { return last_entry_; }
  // Takes the next records, from end() on: up to `upto`, and at most `limit` of them. kCorrupt, with the
  // place: the versions of a stream have a gap; the keeper must be thrown away then.
  Status follow(const LogReader& log, PartitionId partition, Position upto, std::size_t limit);

  // Puts what changed into the leaves, so that it stands in memory no more. Errors as map().
  Status write();

  // The map of everything up to end().
  struct Map {
    std::uint64_t size = 0;
    Hash root;
    std::uint64_t streams = 0;
    bool operator==(const Map&) const = default;
  };
  // kCorrupt: what the leaves hold does not fit the log; they are to be made anew.
  Result<Map> map();
  // As of the last map(). nullopt: the stream had no record.
  Result<std::optional<HeadProof>> prove(const StreamToken& stream);
  // Where the stream ends, or that it has no record: a head of version 0.
  Result<HeadProof> prove_either(const StreamToken& stream);

 private:
  // A stream that went on since the leaves were written.
  struct Change {
    Version first;
    Head head;
  };
  Status take(std::string_view entry);

  HeadLeaves& leaves_;
  const std::size_t pending_streams_;
  HeadTree tree_;
  HeadMark mark_;
  Position end_;
  Hash last_entry_;
  std::unordered_map<StreamToken, Change, Bytes16Hasher> changes_;
};

}  // namespace dangol
