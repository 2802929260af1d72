// Verification: what the log alone says, against what the store would serve. The fold of the whole log
// is compared, byte for byte, with every stream's live state (index, snapshot and tail) and with
// every snapshot.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "replay/fold.h"
#include "store/store.h"

namespace dangol {

struct Difference {
  StreamToken stream;
  std::string what;  // a sentence
};

struct Verification {
  std::uint64_t records = 0;
  std::uint64_t streams = 0;
  std::uint64_t snapshots = 0;
  std::uint64_t words_removed = 0;
  Hash digest;                          // digest_of the fold
  std::vector<Difference> differences;  // the first kMaxDifferences of them
  std::uint64_t different = 0;          // streams that differ
};

inline constexpr std::size_t kMaxDifferences = 20;

// Compares the folded streams with the store's live state and snapshots. The store must not be
// written to meanwhile.
Result<Verification> verify_live_state(Store& store, const Fold& fold,
                                       const std::function<void(std::uint64_t)>& progress);

}  // namespace dangol
