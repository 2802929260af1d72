// Checks a log by itself: every entry, core and words against their hashes, every stream's versions
// and chain, that recorded time never steps back, and, where they are at hand, every tile and frame and
// every root of the Merkle tree that was told elsewhere. Needs no key and no index.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "replay/log_walk.h"
#include "store/event_log.h"

namespace dangol {

struct LogCheck {
  std::uint64_t records = 0;
  std::uint64_t streams = 0;
  std::uint64_t words_removed = 0;  // records whose words are gone, as forgetting leaves them
  std::uint64_t tiles = 0;          // full tiles that were compared
  std::uint64_t frames = 0;         // whose headers were compared
  Hash last_entry;                  // leaf hash of the last entry; zero for an empty log
  Hash tree_root;                   // of the Merkle tree over all entries (RFC 6962)
};

// A root that the log once had, as somebody remembers it.
struct KnownRoot {
  std::uint64_t size = 0;
  Hash root;
  std::string who;  // for the sentence: "the anchor", "checkpoint.txt"
};

struct LogCheckOptions {
  unsigned threads = 2;
  bool tiles = false;            // full tiles are read and compared
  bool frames = false;           // the headers of frames are
  std::vector<KnownRoot> roots;  // in any order
  // Whether an erasure on record names this record's words; nullptr: any words may be absent.
  std::function<bool(StreamToken stream, Version version)> erased;
  // Words of access records that were recorded before this may be absent without one: their time is over.
  Micros accesses_over;
  // Told each entry, in order; one at a time, from any thread.
  std::function<void(Position position, const Entry& entry)> each;
};

// Of the records that are there when it begins. kCorrupt names the first place that does not hold.
// `progress` is told from any thread, one at a time.
Result<LogCheck> check_log(const LogReader& log, PartitionId partition,
                           const ReadProgress& progress, const LogCheckOptions& options = {});

}  // namespace dangol
