// Verification: what the log alone says, against what the store would serve. The fold of the whole log
// is compared, byte for byte, with every stream's live state (index, snapshot and tail) and with
// every snapshot.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "replay/fold.h"
#include "replay/limits.h"
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

// A stream's state at a version, as one hash: SHA-256 of the bytes of encode_state.
struct StateDigest {
  StreamToken stream;
  Version version;
  Hash digest;
};
StateDigest digest_state(const Customer& state);
// Nothing for one that an earlier version of the program wrote, in its own layout: it is never served,
// so nothing of it can differ.
std::optional<StateDigest> digest_snapshot(const Snapshot& snapshot);

// What would be served of the streams' states, beside the log.
class LiveStates {
 public:
  virtual ~LiveStates() = default;
  struct Asked {
    StreamToken stream;
    Version version;  // where to stop, should there be more by now
  };
  // The live state (from index, snapshot and tail) of each stream asked for, in order, or why there
  // is none. An error: no stream can be asked for.
  virtual Result<std::vector<Result<StateDigest>>> states(std::span<const Asked> streams) = 0;
  // Every snapshot.
  virtual Status snapshots(const std::function<void(const StateDigest&)>& each) = 0;
};

// Of an open store that is not written to meanwhile.
class StoreStates : public LiveStates {
 public:
  explicit StoreStates(Store& store) : store_(store) {}
  Result<std::vector<Result<StateDigest>>> states(std::span<const Asked> streams) override;
  Status snapshots(const std::function<void(const StateDigest&)>& each) override;

 private:
  Store& store_;
};

// Compares the folded streams with what is live.
Result<Verification> verify_live_state(LiveStates& live, const Fold& fold,
                                       const std::function<void(std::uint64_t)>& progress);

}  // namespace dangol
