#include "tests/simulation/audit.h"

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "actors/lapse.h"
#include "events/sealing.h"
#include "events/sealing_open.h"
#include "replay/fold.h"
#include "replay/verify.h"
#include "store/core_identity.h"

namespace dangol::simulation {
namespace {

constexpr PartitionId kPartition{0};

std::string at(Position position) { return to_string(Place{kPartition, position}); }

// As RFC 6962 defines it, word by word: too simple to be wrong.
Hash tree_hash(std::span<const Hash> leaves) {
  if (leaves.empty()) return sha256("");
  if (leaves.size() == 1) return leaves.front();
  std::size_t left = 1;
  while (left * 2 < leaves.size()) left *= 2;
  return sha256(
      {"\x01", tree_hash(leaves.first(left)).view(), tree_hash(leaves.subspan(left)).view()});
}

}  // namespace

void Audit::fail(const std::string& what, const Error& error) {
  refused_ = refused_ || error.code == ErrorCode::kCorrupt;
  fail(what + error.message);
}

void Audit::read(Store& store) {
  refused_ = false;
  read_log(store);
  if (!findings_.none()) return;
  learn(store);
  compare_keys(store);
  compare_with_model(store);
  compare_states(store);
  compare_index(store);
}

void Audit::read_log(Store& store) {
  records_.clear();
  std::vector<Hash> leaves;
  std::map<StreamToken, std::pair<Version, Hash>> heads;
  std::set<std::pair<StreamToken, IdToken>> ids;
  Micros recorded;
  const auto cursor = store.log().read({kPartition, Position()}, ReadWords::kYes);
  for (LogCursor::Item item;;) {
    auto more = cursor->next(item);
    if (!more.ok()) return fail("the log cannot be read: ", more.error());
    if (!more.value()) break;
    if (item.position != Position(records_.size())) {
      return fail(fmt::format("{} stands where {} should", at(item.position),
                              at(Position(records_.size()))));
    }
    auto entry = decode_entry(item.entry);
    auto identity = identity_of(item.core);
    if (!entry.ok() || !identity.ok()) return fail("no record stands at " + at(item.position));
    ReadRecord record{item.position,           entry.value(),          identity.value().id,
                      identity.value().digest, std::string(item.core), std::string(item.words)};
    const Entry& one = record.entry;
    if (Status whole = verify_record(one, record.core, record.words); !whole.ok()) {
      fail(at(item.position) + ": " + whole.error().message);
    }
    auto& [version, chain] = heads[one.stream];
    if (Status follows = verify_follows(one, one.stream, version, chain); !follows.ok()) {
      fail(at(item.position) + ": " + follows.error().message);
    }
    version = one.version;
    chain = one.chain;
    if (one.recorded_at < recorded) fail(at(item.position) + ": recorded time steps back");
    recorded = one.recorded_at;
    if (!ids.insert({one.stream, record.id}).second) {
      fail(at(item.position) + ": an event with this id stands in the stream already");
    }
    leaves.push_back(leaf_hash(item.entry));
    records_.push_back(std::move(record));
  }
  const auto size = store.log().size(kPartition);
  if (!size.ok() || size.value() != Position(records_.size())) {
    fail("the log says another size than it has");
  }
  if (leaves.size() < leaves_.size() ||
      !std::equal(leaves_.begin(), leaves_.end(), leaves.begin())) {
    fail(fmt::format("the {} records that were read before are not the first of these {}",
                     leaves_.size(), leaves.size()));
  }
  check_frames(store, leaves);
  leaves_ = std::move(leaves);
}

void Audit::check_frames(Store& store, const std::vector<Hash>& leaves) {
  auto frames = store.log().frames(kPartition, FrameIndex(1), leaves.size() + 1'000'000);
  if (!frames.ok()) return fail("frames cannot be read: ", frames.error());
  std::uint64_t end = 0;
  Epoch epoch;
  FrameIndex index(1);
  std::size_t left = frames.value().size();
  for (const FrameHeader& frame : frames.value()) {
    if (frame.index != index || frame.first != Position(end) || frame.epoch < epoch) {
      return fail(fmt::format("frame {} does not follow the one before it", frame.index.value()));
    }
    index = index.next();
    epoch = frame.epoch;
    end += frame.count;
    if (end > leaves.size()) return fail("a frame counts records that are not there");
    // Each root costs a hash a record: those of the newest frames say enough of the older ones.
    if (--left >= 8 || frame.count == 0) continue;
    const std::span<const Hash> before(leaves.data(), end);
    if (frame.tree_root != tree_hash(before).view()) {
      fail(fmt::format("frame {} names another root than its records have", frame.index.value()));
    }
  }
  if (end != leaves.size()) fail("records stand behind the last frame");
}

void Audit::learn(Store& store) {
  std::map<std::string, std::optional<StreamKeys>> keys_of;
  for (std::size_t i = 0; i < model_.ids().size(); ++i) {
    const SentId& id = model_.ids()[i];
    auto [known, first] = keys_of.try_emplace(id.subject);
    if (first) {
      auto stream = store.vault().find(id.subject);
      if (!stream.ok()) return fail("the vault cannot be read: ", stream.error());
      if (!stream.value()) continue;
      auto keys = StreamKeys::open(*stream.value(), store.vault(), StreamKeys::Lacking::kLeave);
      if (!keys.ok()) return fail("keys cannot be read: ", keys.error());
      if (keys.value().identity() != nullptr) known->second = std::move(keys).value();
    }
    if (!known->second) continue;
    for (std::size_t c = 0; c < id.contents.size(); ++c) {
      auto identity = identify(*id.contents[c].event, *known->second);
      if (!identity.ok()) continue;
      identities_.insert_or_assign(
          {known->second->stream(), identity.value().id, identity.value().digest}, Sending{i, c});
    }
  }
}

void Audit::compare_with_model(Store& store) {
  model_.begin_reading();
  for (const ReadRecord& record : records_) {
    const auto sent = identities_.find({record.entry.stream, record.id, record.digest});
    const SentContent* content = nullptr;
    if (sent != identities_.end()) {
      model_.found(sent->second, record.entry.version, {kPartition, record.position});
      content = &model_.ids()[sent->second.id].contents[sent->second.content];
    }
    compare_opened(store, record, content);
  }
  model_.end_reading();
}

void Audit::compare_opened(Store& store, const ReadRecord& record, const SentContent* content) {
  auto keys = StreamKeys::open(record.entry.stream, store.vault(), StreamKeys::Lacking::kLeave);
  if (!keys.ok()) return fail(at(record.position) + ": its keys: ", keys.error());
  auto opened =
      Opener(store.vault()).open(record.core, record.words, keys.value(), ReaderRights::all());
  if (!opened.ok()) return fail(at(record.position) + ": ", opened.error());
  const std::string_view event = opened.value().event.view();
  if (erasures_.betrayed_by(event)) {
    return fail(at(record.position) + ": words of somebody who was forgotten are read");
  }
  const Version version = record.entry.version;
  if (!record.words.empty() && erasures_.words_gone(record.entry.stream, version)) {
    return fail(at(record.position) + ": words that were erased stand in the log");
  }
  if (erasures_.may_lack(record.entry.stream, version)) return;
  if (content != nullptr ? erasures_.named_in(content->event->event.view()) : !erasures_.nobody()) {
    return;
  }
  if (!opened.value().complete) {
    return fail(at(record.position) + ": is not what was sent, once it is opened");
  }
  if (content != nullptr) {
    if (event != content->event->event.view()) {
      fail(at(record.position) + ": opens to another event than the one that was sent");
    }
    return;
  }
  // What Dangol says by itself.
  if (event.find("dangol:") == std::string_view::npos) {
    fail(at(record.position) + ": nobody sent this");
  }
}

void Audit::compare_keys(Store& store) {
  std::set<StreamToken> streams;
  for (const ReadRecord& record : records_) streams.insert(record.entry.stream);
  for (const StreamToken& stream : streams) {
    if (!erasures_.whole(stream)) continue;
    auto keys = store.vault().keys_of(stream);
    if (!keys.ok()) return fail("the vault cannot be read: ", keys.error());
    if (!keys.value().live.empty()) fail("a stream that was forgotten has keys");
  }
}

void Audit::check_clock(Store& store, Micros now) {
  FoldOptions options;
  options.threads = 1;
  auto fold = fold_log(store.log(), kPartition, options);
  if (!fold.ok()) return fail("replay: ", fold.error());
  for (const auto& [stream, state] : fold.value().parts.front()) {
    auto subject = store.vault().subject_of(stream);
    if (!subject.ok() || !subject.value()) continue;
    const Promise* due = next_due(state);
    if (due != nullptr && due->window_end <= now) fail("a promise is over, and nobody was asked");
  }
  // Nothing is owed to who was forgotten; the row that says so stays.
  if (!erasures_.nobody()) return;
  auto owed = store.log().side_rows(kPartition, "i");
  if (!owed.ok() || !owed.value().empty()) fail("another stream still owes a record");
}

void Audit::compare_states(Store& store) {
  FoldOptions options;
  options.threads = 1;
  auto fold = fold_log(store.log(), kPartition, options);
  if (!fold.ok()) return fail("replay: ", fold.error());
  StoreStates live(store);
  auto verified = verify_live_state(live, fold.value(), {});
  if (!verified.ok()) return fail("states: ", verified.error());
  for (const Difference& difference : verified.value().differences) {
    fail("a stream " + difference.what);
  }
}

void Audit::compare_index(Store& store) {
  std::map<StreamToken, std::vector<const ReadRecord*>> streams;
  for (const ReadRecord& record : records_) streams[record.entry.stream].push_back(&record);
  for (const auto& [stream, records] : streams) {
    auto positions = store.index().positions(stream, Version(1), records.size() + 1);
    if (!positions.ok()) return fail("the index: ", positions.error());
    const bool equal = std::equal(
        records.begin(), records.end(), positions.value().begin(), positions.value().end(),
        [](const ReadRecord* one, Position there) { return one->position == there; });
    if (!equal) return fail("the index names other records of a stream than the log has");
    for (const ReadRecord* record : records) {
      auto known = store.index().find(stream, record->id);
      if (!known.ok() || !known.value() || known.value()->version != record->entry.version ||
          known.value()->digest != record->digest) {
        return fail(at(record->position) + ": the index does not know its id");
      }
    }
  }
}

}  // namespace dangol::simulation
