#include "replay/verify.h"

#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "events/hash.h"
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

void compare_state(const Result<StateDigest>& live, const Customer& folded,
                   Differences& differences) {
  if (!live.ok()) return differences.add(folded.self, live.error().message);
  if (live.value().digest == digest_state(folded).digest) return;
  differences.add(folded.self,
                  fmt::format("has a live state (version {}) that differs from its replay "
                              "(version {})",
                              live.value().version.value(), folded.version.value()));
}

// A snapshot is older than the log's end, or stands at it: only the latter can be compared with the
// fold; the former is compared by the live state, which goes on from it.
void compare_snapshot(const StateDigest& snapshot, const Fold& fold, Differences& differences) {
  const Customer* folded = find(fold, snapshot.stream);
  if (folded == nullptr) {
    return differences.add(snapshot.stream, "has a snapshot but no record");
  }
  if (snapshot.version > folded->version) {
    return differences.add(snapshot.stream,
                           fmt::format("has a snapshot at version {}, behind its last record, {}",
                                       snapshot.version.value(), folded->version.value()));
  }
  if (snapshot.version == folded->version && snapshot.digest != digest_state(*folded).digest) {
    differences.add(snapshot.stream,
                    fmt::format("has a snapshot that differs from its replay at version {}",
                                snapshot.version.value()));
  }
}

}  // namespace

StateDigest digest_state(const Customer& state) {
  return {state.self, state.version, sha256(encode_state(state))};
}

Result<std::vector<Result<StateDigest>>> StoreStates::states(std::span<const Asked> streams) {
  std::vector<StreamToken> tokens;
  for (const Asked& asked : streams) tokens.push_back(asked.stream);
  std::vector<Result<StateDigest>> states;
  states.reserve(streams.size());
  for (const Result<StoredState>& live : load_stream_states(store_, tokens)) {
    states.push_back(live.ok() ? Result(digest_state(live.value().customer)) : live.error());
  }
  return states;
}

std::optional<StateDigest> digest_snapshot(const Snapshot& snapshot) {
  static const char layout = encode_state(Customer()).front();
  const char its = snapshot.state.empty() ? '\0' : snapshot.state.front();
  if (its > 0 && its < layout) return std::nullopt;
  return StateDigest{snapshot.token, snapshot.version, sha256(snapshot.state)};
}

Status StoreStates::snapshots(const std::function<void(const StateDigest&)>& each) {
  return store_.snapshots().scan([&](const Snapshot& snapshot) {
    if (const auto digest = digest_snapshot(snapshot)) each(*digest);
    return true;
  });
}

Result<Verification> verify_live_state(LiveStates& live, const Fold& fold,
                                       const std::function<void(std::uint64_t)>& progress) {
  Verification verification;
  verification.records = fold.records;
  verification.words_removed = fold.words_removed;
  verification.digest = digest_of(fold);
  Differences differences(verification);
  std::vector<LiveStates::Asked> asked;
  std::vector<const Customer*> folded;
  const auto compare = [&]() -> Status {
    auto states = live.states(asked);
    if (!states.ok()) return states.error();
    for (std::size_t i = 0; i < folded.size(); ++i) {
      compare_state(states.value()[i], *folded[i], differences);
    }
    verification.streams += asked.size();
    if (progress) progress(verification.streams);
    asked.clear();
    folded.clear();
    return Done{};
  };
  for (const FoldedStreams& part : fold.parts) {
    for (const auto& [token, customer] : part) {
      asked.push_back({token, customer.version});
      folded.push_back(&customer);
      if (asked.size() < kStreamsComparedAtOnce) continue;
      if (Status compared = compare(); !compared.ok()) return compared.error();
    }
  }
  if (Status compared = compare(); !compared.ok()) return compared.error();
  Status scanned = live.snapshots([&](const StateDigest& snapshot) {
    ++verification.snapshots;
    compare_snapshot(snapshot, fold, differences);
  });
  if (!scanned.ok()) return scanned.error();
  return verification;
}

}  // namespace dangol
