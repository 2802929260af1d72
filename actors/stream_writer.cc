#include "actors/stream_writer.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "actors/decide_capnp.h"
#include "actors/engine_limits.h"
#include "actors/mirror.h"
#include "actors/policy_board.h"
#include "actors/sent_event.h"
#include "events/apply_capnp.h"
#include "events/customer_memory.h"
#include "events/record.h"
#include "events/sealing_message_capnp.h"
#include "events/subject.h"

namespace dangol {

namespace {

Outcome refused(OutcomeCode code, std::string reason) {
  Outcome outcome;
  outcome.code = code;
  outcome.reason = std::move(reason);
  return outcome;
}

Outcome refused(const Error& error) { return refused_outcome(error); }

// REQUIRES: the subject was checked when the event was read.
StreamKind kind_of(std::string_view subject) {
  const Result<Subject> parsed = parse_subject(subject);
  return parsed.ok() ? parsed.value().kind : StreamKind::kCustomer;
}

Outcome recorded_already(const format::IndexedId& known, const EventIdentity& identity) {
  Outcome outcome;
  outcome.version = known.version;
  if (known.digest == identity.digest) {
    outcome.code = OutcomeCode::kDuplicate;
  } else {
    outcome.code = OutcomeCode::kConflict;
    outcome.reason = "id: an event with this source and id but other content is recorded";
  }
  return outcome;
}

}  // namespace

StreamWriter::StreamWriter(Shared& shared, std::string subject, Customer state, SnapshotAge age,
                           StreamKeys keys, std::optional<Forgotten> forgotten)
    : shared_(shared),
      subject_(std::move(subject)),
      kind_(kind_of(subject_)),
      stream_(state.self),
      state_bytes_(memory_bytes(state)),
      state_(std::move(state)),
      keys_(std::move(keys)),
      forgotten_(forgotten),
      age_(age) {
  const Due due = this->due();
  alarm_ = due.at;
  if (due.silence) alarm_issue_ = due.silence->issue;
}

StreamWriter::Coming StreamWriter::coming(const Slot& slot, std::uint32_t index) {
  const AppendOptions& options = slot.submission->options;
  return {index, options.recording, options.origin};
}

void StreamWriter::fill(Slot& slot) {
  slot.stream = state_.self;
  slot.base = head();
  policies_.reset();
  may_recur_.clear();
  const Submission& submission = *slot.submission;
  if (submission.options.ring) {
    slot.submission->outcomes[slot.event_indexes.front()] = answer(slot, *submission.options.ring);
  } else if (submission.options.unit) {
    take_unit(slot);
  } else {
    for (std::uint32_t index : slot.event_indexes) {
      slot.submission->outcomes[index] = take(slot, coming(slot, index), submission.events[index]);
    }
  }
  say_recurrences(slot);
  settle_intent(slot);
  move_alarm(slot);
  add_snapshot_if_due(slot);
  if (subject_ == kPolicySubject && !slot.records.empty()) {
    slot.policies = std::make_shared<const Customer>(state_);
  }
  state_bytes_.store(memory_bytes(state_), std::memory_order_relaxed);
}

void StreamWriter::take_unit(Slot& slot) {
  const Customer before = state_;
  const auto unindexed_before = unindexed_;
  const auto size = static_cast<std::uint16_t>(slot.event_indexes.size());
  Outcomes& outcomes = slot.submission->outcomes;
  std::optional<Outcome> broken;
  if (size != slot.submission->events.size()) {
    broken = refused(OutcomeCode::kUnavailable, "a part of the unit could not be taken");
  }
  for (std::uint16_t place = 0; place < size && !broken; ++place) {
    Outcome& outcome = outcomes[slot.event_indexes[place]];
    Coming how = coming(slot, slot.event_indexes[place]);
    how.unit_size = size;
    how.unit_place = place;
    outcome = take(slot, how, slot.submission->events[how.index]);
    if (outcome.code == OutcomeCode::kRecorded || outcome.code == OutcomeCode::kDuplicate) continue;
    broken = refused(
        outcome.code == OutcomeCode::kUnavailable ? outcome.code : OutcomeCode::kRejected,
        fmt::format("the unit is refused because of its event {}: {}", place + 1, outcome.reason));
  }
  if (!broken && !slot.records.empty() && slot.records.size() < size) {
    broken = refused(OutcomeCode::kRejected,
                     "the unit is refused because only a part of it is recorded already");
  }
  for (const PendingRecord& record : slot.records) {
    if (broken) break;
    Status indexed = index_identifier(slot.submission->events[record.event_index]);
    if (!indexed.ok()) broken = refused(indexed.error());
  }
  if (!broken) return;
  state_ = before;
  unindexed_ = unindexed_before;
  slot.records.clear();
  slot.side_rows.clear();
  slot.mirrors.clear();
  may_recur_.clear();
  for (std::uint32_t index : slot.event_indexes) {
    Outcome& outcome = outcomes[index];
    // A version that was given away here and taken back again is nobody's.
    const bool stands = outcome.version && *outcome.version <= slot.base.version;
    if (!stands) outcome.version.reset();
    const bool of_itself = outcome.code != OutcomeCode::kRecorded &&
                           outcome.code != OutcomeCode::kUnknown &&
                           (outcome.code != OutcomeCode::kDuplicate || stands);
    if (!of_itself) outcome = *broken;
  }
}

void StreamWriter::settle_intent(Slot& slot) {
  const std::string& row = slot.submission->options.settles_row;
  if (row.empty()) return;
  // What could not be recorded is still owed: the next start sends it again. Nothing is owed to who
  // was forgotten meanwhile.
  const bool gone = forgotten_ && forgotten_->gone;
  for (std::uint32_t index : slot.event_indexes) {
    const OutcomeCode code = slot.submission->outcomes[index].code;
    if (code != OutcomeCode::kRecorded && code != OutcomeCode::kDuplicate &&
        code != OutcomeCode::kConflict && !(gone && code == OutcomeCode::kRejected)) {
      return;
    }
  }
  slot.side_rows.push_back({row, std::nullopt});
}

Outcome StreamWriter::take(Slot& slot, const Coming& how, const SentEvent& event) {
  const SentLook look = look_at(event);
  if (forgotten_) {
    if (auto answer = answer_as_forgotten(event)) return std::move(*answer);
  }
  Result<EventIdentity> identity = identify(event, keys_);
  if (!identity.ok()) return refused(identity.error());
  auto known = recorded_before(identity.value().id);
  if (!known.ok()) return refused(known.error());
  if (known.value()) return recorded_already(*known.value(), identity.value());
  if (how.origin == Origin::kSender && look.from_dangol) {
    return refused(OutcomeCode::kRejected, "source: names that begin with dangol: are reserved");
  }
  if (look.erases && how.origin == Origin::kSender && how.recording == Recording::kDecided) {
    return refused(OutcomeCode::kRejected,
                   "type: that words were erased is said by who erases them, dangol forget");
  }
  if (event.expected_version && *event.expected_version != state_.version) {
    Outcome stale = refused(OutcomeCode::kStale,
                            fmt::format("expectedversion: {} was expected, the stream is at {}",
                                        event.expected_version->value(), state_.version.value()));
    stale.version = state_.version;
    return stale;
  }

  const Delivery delivery{
      how.recording == Recording::kAsRecorded ? History::kAsRecorded : History::kLive,
      how.unit_size, how.unit_place};
  Result<SealedRecord> sealed = shared_.sealer.seal(event, identity.value(), delivery, keys_);
  if (!sealed.ok()) return refused(sealed.error());
  // Read once for both: the record's own bytes, so that live handling sees what replay will.
  CanonicalReader core(sealed.value().core.view());
  const auto reader = core.root<schema::Core>();
  std::optional<SentEvent> mirror;
  if (look.concerns_two && how.origin != Origin::kMirror) {
    mirror = mirror_of(event, identity.value().id);
  }
  DecideContext context = context_of(how);
  if (mirror) context.other = kind_of(mirror->subject);
  const Decision decision = decide(state_, reader, context);
  if (!decision.accepted) return refused(OutcomeCode::kRejected, decision.reason);
  const std::size_t bytes =
      kEntryBytes + sealed.value().core.view().size() + sealed.value().words.size();
  if (!slot.submission->take_room(bytes)) {
    return refused(OutcomeCode::kRejected,
                   "the batch is too large once it is sealed: send fewer events at once");
  }

  PendingRecord record;
  const Version version = state_.version.next();
  record.entry = next_entry(state_.self, version, state_.chain, sealed.value().core.view(),
                            sealed.value().words);
  if (look.names_somebody && how.unit_size == 0) {  // of a unit: when all of it is taken
    if (Status indexed = index_identifier(event); !indexed.ok()) return refused(indexed.error());
  }
  remember_oldest();
  const Touched touched = apply(state_, reader, version);
  state_.chain = record.entry.chain;
  due_moved_ |= touched.kind == EntityKind::kPromise || look.ends_watch;
  if (touched.kind == EntityKind::kIssue) {
    watch_issue(touched.entity);
    if (look.may_recur && how.recording == Recording::kDecided)
      may_recur_.emplace_back(state_.tokens.bytes(touched.entity));
  }
  if (mirror) add_mirror(slot, std::move(*mirror));

  record.id_token = identity.value().id;
  record.digest = identity.value().digest;
  record.core = std::move(sealed.value().core);
  record.words = std::move(sealed.value().words);
  record.event_index = how.index;
  record.may_concern_many = look.may_concern_many && how.recording == Recording::kDecided;
  slot.records.push_back(std::move(record));

  Outcome outcome;
  outcome.code = OutcomeCode::kRecorded;
  outcome.version = version;
  outcome.irregular = irregularities_of(state_, touched);
  return outcome;
}

DecideContext StreamWriter::context_of(const Coming& how) const {
  DecideContext context;
  context.kind = kind_;
  context.as_recorded = how.recording == Recording::kAsRecorded;
  context.by_clock = how.origin == Origin::kClock;
  context.mirrored = how.origin == Origin::kMirror;
  context.about_log = how.origin == Origin::kLog;
  if (how.origin == Origin::kClock) context.policies = policies();
  return context;
}

Result<std::optional<format::IndexedId>> StreamWriter::recorded_before(const IdToken& id) {
  if (auto recent = state_.recent.find(id)) {
    return std::optional(format::IndexedId{recent->version, recent->event.digest});
  }
  if (state_.version.value() <= kRecentEvents) return std::optional<format::IndexedId>();
  if (auto here = unindexed_.find(id); here != unindexed_.end()) {
    return std::optional(here->second);
  }
  return shared_.index.find(state_.self, id);
}

void StreamWriter::remember_oldest() {
  const auto oldest = state_.recent.leaving();
  if (!oldest) return;
  unindexed_[oldest->event.id] = {oldest->version, oldest->event.digest};
  if (unindexed_.size() < ask_index_at_) return;
  // What of this stream was indexed lately is in the index's memory, so no disk is read here.
  if (const auto last = shared_.index.last_in_memory(state_.self)) {
    std::erase_if(unindexed_, [&](const auto& one) { return one.second.version <= last->version; });
  }
  ask_index_at_ = std::max(kUnindexed, 2 * unindexed_.size());
}

Status StreamWriter::index_identifier(const SentEvent& event) {
  std::optional<SentIdentifier> identifier = identifier_of(event);
  if (!identifier) return Done{};
  return shared_.vault.add_identifier(state_.self, identifier->kind,
                                      normalised_identifier(identifier->kind, identifier->value));
}

void StreamWriter::add_mirror(Slot& slot, SentEvent mirror) {
  std::string key = mirror_row_key(state_.self, state_.version);
  slot.side_rows.push_back({key, ""});
  slot.mirrors.push_back({std::move(mirror), std::move(key)});
}

void StreamWriter::add_snapshot_if_due(Slot& slot) {
  for (const PendingRecord& record : slot.records) age_.count(record.core.view().size());
  // As much log as the snapshot weighs must have come since the last one, so that snapshots never
  // cost more than the log itself.
  if (slot.records.empty() || age_.records < kSnapshotRecords || age_.bytes < age_.snapshot_bytes) {
    return;
  }
  slot.snapshot = encode_state(state_);
  age_ = {.snapshot_bytes = slot.snapshot.size()};
}

}  // namespace dangol
