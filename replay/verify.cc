#include "replay/verify.h"

#include <utility>

#include <fmt/format.h>

#include "store/stream_reader.h"

namespace dangol {

namespace {

const Customer* find(const Fold& fold, const StreamToken& token) {
  for (const FoldedStreams& part : fold.parts) {
    if (auto found = part.find(token); found != part.end()) return &found->second;
  }
  return nullptr;
}

void differs(Verification& verification, const StreamToken& stream, std::string what) {
  ++verification.different;
  if (verification.differences.size() < kMaxDifferences) {
    verification.differences.push_back({stream, std::move(what)});
  }
}

// A snapshot is older than the log's end, or stands at it: only the latter can be compared with the
// fold; the former is compared by the live state, which goes on from it.
void compare_snapshot(const Snapshot& snapshot, const Fold& fold, Verification& verification) {
  ++verification.snapshots;
  const Customer* folded = find(fold, snapshot.token);
  if (folded == nullptr) {
    return differs(verification, snapshot.token, "has a snapshot but no record");
  }
  if (snapshot.version > folded->version) {
    return differs(verification, snapshot.token,
                   fmt::format("has a snapshot at version {}, behind its last record, {}",
                               snapshot.version.value(), folded->version.value()));
  }
  if (snapshot.version == folded->version && snapshot.state != encode_state(*folded)) {
    differs(verification, snapshot.token,
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
  for (const FoldedStreams& part : fold.parts) {
    for (const auto& [token, folded] : part) {
      ++verification.streams;
      Result<Customer> live = load_stream_state(store, token);
      if (!live.ok()) {
        differs(verification, token, live.error().message);
      } else if (encode_state(live.value()) != encode_state(folded)) {
        differs(verification, token,
                fmt::format("has a live state (version {}) that differs from its replay "
                            "(version {})",
                            live.value().version.value(), folded.version.value()));
      }
      if (progress && verification.streams % 1024 == 0) progress(verification.streams);
    }
  }
  Status scanned = store.snapshots().scan([&](const Snapshot& snapshot) {
    compare_snapshot(snapshot, fold, verification);
    return true;
  });
  if (!scanned.ok()) return scanned.error();
  return verification;
}

}  // namespace dangol
