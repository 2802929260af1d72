#include "replay/verify.h"

#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "store/stream_state.h"

namespace dangol {

namespace {

const Customer* find(const Fold& fold, const StreamToken& token) {
  for (const FoldedStreams& part : fold.parts) {
    if (auto found = part.find(token); found != part.end()) return &found->second;
  }
  return nullptr;
}

// Notes what differs; a stream may differ in several ways, and counts once.
class Differences {
 public:
  explicit Differences(Verification& verification) : verification_(verification) {}

  void add(const StreamToken& stream, std::string what) {
    if (streams_.insert(stream).second) ++verification_.different;
    if (verification_.differences.size() < kMaxDifferences) {
      verification_.differences.push_back({stream, std::move(what)});
    }
  }

 private:
  Verification& verification_;
  std::unordered_set<StreamToken, Bytes16Hasher> streams_;
};

// A snapshot is older than the log's end, or stands at it: only the latter can be compared with the
// fold; the former is compared by the live state, which goes on from it.
void compare_snapshot(const Snapshot& snapshot, const Fold& fold, Differences& differences) {
  const Customer* folded = find(fold, snapshot.token);
  if (folded == nullptr) {
    return differences.add(snapshot.token, "has a snapshot but no record");
  }
  if (snapshot.version > folded->version) {
    return differences.add(snapshot.token,
                           fmt::format("has a snapshot at version {}, behind its last record, {}",
                                       snapshot.version.value(), folded->version.value()));
  }
  if (snapshot.version == folded->version && snapshot.state != encode_state(*folded)) {
    differences.add(snapshot.token,
                    fmt::format("has a snapshot that differs from its replay at version {}",
                                snapshot.version.value()));
  }
}

}  // namespace

Result<Verification> verify_live_state(Store& store, const Fold& fold,
                                       const std::function<void(std::uint64_t)>& progress) {
  Verification verification;
  verification.records = fold.records;
  verification.words_removed = fold.words_removed;
  verification.digest = digest_of(fold);
  Differences differences(verification);
  for (const FoldedStreams& part : fold.parts) {
    for (const auto& [token, folded] : part) {
      ++verification.streams;
      Result<StoredState> live = load_stream_state(store, token);
      if (!live.ok()) {
        differences.add(token, live.error().message);
      } else if (encode_state(live.value().customer) != encode_state(folded)) {
        differences.add(token,
                        fmt::format("has a live state (version {}) that differs from its replay "
                                    "(version {})",
                                    live.value().customer.version.value(), folded.version.value()));
      }
      if (progress && verification.streams % 1024 == 0) progress(verification.streams);
    }
  }
  Status scanned = store.snapshots().scan([&](const Snapshot& snapshot) {
    ++verification.snapshots;
    compare_snapshot(snapshot, fold, differences);
    return true;
  });
  if (!scanned.ok()) return scanned.error();
  return verification;
}

}  // namespace dangol
