#include "store/erasures.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <kj/exception.h>

#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_open.h"
#include "store/format.h"
#include "store/held_words.h"
#include "store/limits.h"
#include "store/store.h"
#include "store/stream_reader.h"
#include "store/stream_state.h"

namespace dangol {
namespace {

constexpr PartitionId kPartition{0};  // an embedded store has one
constexpr char kErasureKind = 'e';    // of side rows
constexpr char kIntentKind = 'i';

std::string text(capnp::Data::Reader data) { return std::string(view_of(data)); }

Error no_erasure(Place place) {
  return {
      ErrorCode::kCorrupt,
      fmt::format("record {}: a side row calls it an erasure, and it is none", to_string(place))};
}

std::vector<Keeping> only_of(const std::vector<Keeping>& keepings,
                             const std::vector<Purpose>& purposes) {
  std::vector<Keeping> some;
  std::ranges::copy_if(keepings, std::back_inserter(some), [&](const Keeping& keeping) {
    return std::ranges::find(purposes, keeping.purpose) != purposes.end();
  });
  return some;
}

}  // namespace

std::string erasure_row_key(StreamToken stream, Version version) {
  std::string key(1, kErasureKind);
  key += stream.view();
  format::put_u64(key, version.value());
  return key;
}

Status Erasures::finish() {
  auto rows = store_.log().side_rows(kPartition, std::string(1, kErasureKind));
  if (!rows.ok()) return rows.error();
  owed_.clear();
  for (const SideRow& row : rows.value()) {
    Result<Owed> owed = read(row);
    if (!owed.ok()) return owed.error();
    owed_.push_back(std::move(owed).value());
  }
  if (owed_.empty()) return Done{};
  Status done = step(ErasureStep::kFences, [this](const Owed& owed) { return fence(owed); });
  if (done.ok()) done = step(ErasureStep::kKept, [this](const Owed& owed) { return keep(owed); });
  if (done.ok()) {
    done = step(ErasureStep::kAnchor, [this](const Owed& owed) { return anchor(owed); });
  }
  if (done.ok())
    done = step(ErasureStep::kKeys, [this](const Owed& owed) { return destroy(owed); });
  if (done.ok()) done = step(ErasureStep::kWords, {});
  if (done.ok()) done = remove_words();
  if (done.ok()) done = step(ErasureStep::kCaches, {});
  if (done.ok()) done = clear_caches();
  if (done.ok()) done = step(ErasureStep::kDone, {});
  if (done.ok()) done = settle();
  if (done.ok()) return done;
  return Error{done.error().code,
               fmt::format("an erasure is not finished: {}", done.error().message)};
}

Status Erasures::step(ErasureStep which, const std::function<Status(const Owed&)>& each) {
  if (before_) {
    if (Status go_on = before_(which); !go_on.ok()) return go_on;
  }
  if (!each) return Done{};
  for (const Owed& owed : owed_) {
    if (Status done = each(owed); !done.ok()) return done;
  }
  return Done{};
}

Result<Erasures::Owed> Erasures::read(const SideRow& row) const {
  std::string_view key = std::string_view(row.key).substr(1);
  const auto token = format::take_bytes(key, 16);
  const auto version = format::take_u64(key);
  if (!token || !version || !key.empty()) {
    return Error{ErrorCode::kCorrupt, "a side row of an erasure has a key that is none"};
  }
  Owed owed;
  owed.stream = StreamToken::from(*token);
  owed.version = Version(*version);
  owed.row = row.key;
  owed.of_held = row.value == kErasureOfHeld;
  auto position = store_.index().positions(owed.stream, owed.version, 1);
  if (!position.ok()) return position.error();
  auto record = store_.log().get(kPartition, position.value(), ReadWords::kNo);
  if (!record.ok()) return record.error();
  if (record.value().empty()) {
    return Error{ErrorCode::kCorrupt, "a side row of an erasure names no record"};
  }
  const Place place{kPartition, position.value().front()};
  try {
    CanonicalReader core(record.value().front().core);
    const auto event = core.root<schema::Core>().getEvent();
    if (!event.getData().isPersonalDataErased()) return no_erasure(place);
    const auto erased = event.getData().getPersonalDataErased();
    owed.since = Micros(event.getTime().getMicros());
    for (const std::uint64_t one : erased.getVersions()) owed.erased.push_back(one);
    for (const auto kept : erased.getKept()) {
      owed.kept.push_back({static_cast<Purpose>(kept.getPurpose()),
                           Micros(kept.getUntil().getMicros()), kept.getLaw().cStr()});
    }
  } catch (const kj::Exception&) {
    return no_erasure(place);
  }
  return owed;
}

Status Erasures::fence(const Owed& owed) {
  if (!owed.erased.empty() || owed.of_held) return Done{};
  auto subject = store_.vault().subject_of(owed.stream);
  if (!subject.ok()) return subject.error();
  auto keys = StreamKeys::open(owed.stream, store_.vault(), StreamKeys::Lacking::kLeave);
  if (!keys.ok()) return keys.error();
  // A later step was reached before, and so was this one.
  if (!subject.value() || keys.value().identity() == nullptr) return Done{};

  const Opener opener(store_.vault());
  std::vector<EventName> names;
  Status failed = Done{};
  const auto write = [&] {
    failed = store_.vault().fence(*subject.value(), owed.since, names);
    names.clear();
    return failed.ok();
  };
  Status read = read_stream(
      store_, owed.stream, Version(), Hash{}, ReadWords::kNo, [&](const StreamRecord& record) {
        auto opened = opener.open(record.core, {}, keys.value(), ReaderRights::none().add_names());
        if (!opened.ok()) {
          failed = at(record.place, opened.error());
          return false;
        }
        CanonicalReader message(opened.value().event.view());
        const auto event = message.root<schema::Event>();
        names.push_back({event.getSource().cStr(), text(event.getId())});
        return names.size() < kFencesAtOnce || write();
      });
  if (!read.ok()) return read;
  if (failed.ok()) write();
  return failed;
}

Status Erasures::keep(const Owed& owed) {
  if (owed.of_held) {
    auto held = store_.held(Missing::kRefuse);
    if (!held.ok()) return held.error();
    auto live = held.value()->keys_of(owed.stream);
    if (!live.ok()) return live.error();
    std::vector<Purpose> purposes;
    for (const DataKey& key : live.value().live) purposes.push_back(key.name.purpose);
    const std::vector<Keeping> stay = only_of(owed.kept, purposes);
    purposes.clear();
    for (const Keeping& keeping : stay) purposes.push_back(keeping.purpose);
    Status only = held.value()->keep_only(owed.stream, purposes, owed.since);
    if (!only.ok() || purposes.empty()) return only;
    return held.value()->keep({owed.stream, "", {}, stay});  // another law may keep them now
  }
  if (!owed.erased.empty() || owed.kept.empty()) return Done{};
  auto held = store_.held(Missing::kCreate);
  if (!held.ok()) return held.error();
  // What the words are of is known only with the keys to ids.
  std::vector<Purpose> purposes{Purpose::kIdentity};
  for (const Keeping& keeping : owed.kept) purposes.push_back(keeping.purpose);
  auto kept = store_.vault().kept_of(owed.stream, purposes);
  if (!kept.ok()) return kept.error();
  // Of what has no words nothing is kept, nor is who it was. Or all of it went before.
  purposes.clear();
  for (const KeptKey& key : kept.value().keys) purposes.push_back(key.name.purpose);
  kept.value().keepings = only_of(owed.kept, purposes);
  if (kept.value().keepings.empty()) return Done{};
  if (Status safe = held.value()->keep(kept.value()); !safe.ok()) return safe;
  // Out of the write-ahead log, whose last bytes nobody can tell from a write that was cut short: these are
  // the only copies from now on.
  return held.value()->purge();
}

Status Erasures::anchor(const Owed& owed) {
  if (store_.anchor() == nullptr) return Done{};
  AnchoredErasure erasure{owed.stream, {}, {}};
  for (const std::uint64_t version : owed.erased) erasure.versions.push_back(Version(version));
  std::sort(erasure.versions.begin(), erasure.versions.end());
  for (const Keeping& keeping : owed.kept) erasure.kept.emplace_back(to_string(keeping.purpose));
  return store_.anchor()->add(erasure);
}

Status Erasures::destroy(const Owed& owed) {
  if (!owed.erased.empty() || owed.of_held) return Done{};
  return store_.vault().forget_stream(owed.stream, owed.since);
}

Status Erasures::remove_words() {
  auto claim = store_.log().claim(kPartition);
  if (!claim.ok()) return claim.error();
  std::vector<Position> positions;
  const auto remove = [&]() -> Status {
    std::sort(positions.begin(), positions.end());
    for (std::size_t done = 0; done < positions.size(); done += kRemovedWordsAtOnce) {
      const auto end = std::min(done + kRemovedWordsAtOnce, positions.size());
      Status removed = store_.log().remove_words(
          claim.value(), {positions.begin() + static_cast<std::ptrdiff_t>(done),
                          positions.begin() + static_cast<std::ptrdiff_t>(end)});
      if (!removed.ok()) return removed;
    }
    positions.clear();
    return Done{};
  };
  for (const Owed& owed : owed_) {
    if (Status added = add_words(owed, positions); !added.ok()) return added;
    if (positions.size() < kRemovedWordsAtOnce) continue;
    if (Status removed = remove(); !removed.ok()) return removed;
  }
  return remove();
}

// Eight bytes a record that has words: of ten million of one person 80 MB, once.
Status Erasures::add_words(const Owed& owed, std::vector<Position>& positions) const {
  Result<StoredState> state = load_stream_state(store_, owed.stream);
  if (!state.ok()) return state.error();
  const HeldWords held(state.value().customer, owed.since);
  std::optional<Error> failed;
  const auto take = [&](const StreamRecord& record) {
    if (record.words.empty()) return true;
    Result<Purpose> purpose = purpose_of_words(record.words);
    if (!purpose.ok()) {
      failed = at(record.place, purpose.error());
      return false;
    }
    if (!held.covers(record.entry.version, purpose.value())) {
      positions.push_back(record.place.position);
    }
    return true;
  };
  if (owed.erased.empty()) {
    Status read = read_stream(store_, owed.stream, Version(), Hash{}, ReadWords::kYes, take);
    if (!read.ok()) return read;
  }
  for (const std::uint64_t version : owed.erased) {
    auto position = store_.index().positions(owed.stream, Version(version), 1);
    if (!position.ok()) return position.error();
    if (position.value().empty()) continue;
    auto record = store_.log().get(kPartition, position.value(), ReadWords::kYes);
    if (!record.ok()) return record.error();
    const LogRecord& one = record.value().front();
    Result<Entry> entry = decode_entry(one.entry);
    if (!entry.ok()) return entry.error();
    take({{kPartition, position.value().front()}, entry.value(), one.core, one.words});
  }
  if (failed) return *failed;
  return Done{};
}

Status Erasures::clear_caches() {
  if (std::ranges::any_of(owed_, &Owed::of_held)) {
    auto held = store_.held(Missing::kRefuse);
    if (!held.ok()) return held.error();
    if (Status purged = held.value()->purge(); !purged.ok()) return purged;
  }
  for (const Owed& owed : owed_) {
    if (Status erased = store_.snapshots().erase(owed.stream); !erased.ok()) return erased;
  }
  return store_.vault().purge();
}

Status Erasures::settle() {
  auto claim = store_.log().claim(kPartition);
  if (!claim.ok()) return claim.error();
  auto size = store_.log().size(kPartition);
  if (!size.ok()) return size.error();
  auto tail = store_.log().resolve(kPartition);
  if (!tail.ok()) return tail.error();
  Frame frame;
  frame.first = size.value();
  if (tail.value()) frame.tree_root = tail.value()->tree_root;
  for (const Owed& owed : owed_) {
    frame.side_rows.push_back({owed.row, std::nullopt});
    if (!owed.erased.empty()) continue;
    // What another stream should still have recorded of this one names nobody any more.
    auto intents =
        store_.log().side_rows(kPartition, kIntentKind + std::string(owed.stream.view()));
    if (!intents.ok()) return intents.error();
    for (SideRow& row : intents.value()) frame.side_rows.push_back({std::move(row.key), {}});
  }
  if (append_and_wait(store_.log(), claim.value(), frame) != Append::kStored) {
    return Error{ErrorCode::kUnavailable, "the log did not take the frame that ends it"};
  }
  return Done{};
}

}  // namespace dangol
