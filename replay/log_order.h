// The part of a log's check that goes by order of position: streams, the Merkle tree, its tiles, the
// frames, and the roots that are known. One thread at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "events/record.h"
#include "replay/log_check.h"
#include "store/event_log.h"
#include "store/log_tree.h"

namespace dangol {

// A record whose parts have been compared with its entry.
struct CheckedEntry {
  Entry entry;
  Hash leaf;
  bool words_absent = false;  // it has had words, and has none
  bool of_access = false;     // with words_absent: it stands in a stream of access records
};

class LogOrder {
 public:
  // Of the first `size` records. Everything outlives this.
  LogOrder(const LogReader& log, PartitionId partition, Position size,
           const LogCheckOptions& options);

  // What can be said before the first record.
  Status begin();
  // The next record. kCorrupt, with its place.
  Status take(const CheckedEntry& record);
  // Behind the last record.
  Result<LogCheck> finish();

 private:
  struct Head {
    Version version;
    Hash chain;
  };
  Status follow(const CheckedEntry& record);
  Status compare_tiles();
  Status compare_roots();
  Status compare_frames();

  const LogReader& log_;
  const PartitionId partition_;
  const std::uint64_t size_;
  const LogCheckOptions& options_;
  std::vector<KnownRoot> roots_;  // by size
  std::size_t next_root_ = 0;
  std::uint64_t known_good_ = 0;    // records whose root was one of them
  std::deque<FrameHeader> frames_;  // read ahead; the first is not complete yet
  FrameIndex next_frame_{1};        // its index
  std::uint64_t frame_end_ = 0;     // of the frame before it
  std::uint64_t next_end_ = 0;      // its end, or kNever when there is none
  Epoch epoch_;                     // of the frame before it
  bool rooted_ = false;             // the last frame with records named a root
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};

  std::unordered_map<StreamToken, Head, Bytes16Hasher> heads_;
  LogTree tree_;
  std::vector<Tile> full_;
  Micros recorded_;
  LogCheck check_;
};

}  // namespace dangol
