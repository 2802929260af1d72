// The fold: every stream's state from the log alone, checking each record on the way. Nothing derived
// is read: no index, no snapshot, no vault.
#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

#include "events/customer.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "store/event_log.h"

namespace dangol {

using FoldedStreams = std::unordered_map<StreamToken, Customer, Bytes16Hasher>;

struct FoldOptions {
  unsigned threads = 2;  // streams are divided over them by token
  bool check = true;     // hashes of core and words, chain and version of every record
  Position end;          // fold records before it; 0: all
  // Told the number of records read so far, from the calling thread, now and then.
  std::function<void(std::uint64_t)> progress;
};

struct Fold {
  std::vector<FoldedStreams> parts;  // one a thread; a token is in exactly one
  std::uint64_t records = 0;
  std::uint64_t words_removed = 0;  // records whose words are gone
};

// Reads the partition from its start. kCorrupt names the first place that does not hold.
Result<Fold> fold_log(const LogReader& log, PartitionId partition, const FoldOptions& options);

// One hash over all streams and their states, independent of order and threads: SHA-256 over
// (token | SHA-256(state bytes)) in ascending order of token.
Hash digest_of(const Fold& fold);

}  // namespace dangol
