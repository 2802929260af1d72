#include <array>

#include "client/wire_capnp.h"
#include "events/event.capnp.h"
#include "events/sealing_message_capnp.h"

namespace dangol {

namespace {

// Ours, by the schema's number; [0] is what stands for a number that is not known.
constexpr std::array kErrorCodes{
    ErrorCode::kUnavailable, ErrorCode::kNotFound,    ErrorCode::kConflict, ErrorCode::kRejected,
    ErrorCode::kOverloaded,  ErrorCode::kUnavailable, ErrorCode::kCorrupt,  ErrorCode::kInUse,
    ErrorCode::kUsage,       ErrorCode::kForbidden,   ErrorCode::kGone};
constexpr std::array kOutcomeCodes{OutcomeCode::kUnknown,     OutcomeCode::kRecorded,
                                   OutcomeCode::kDuplicate,   OutcomeCode::kConflict,
                                   OutcomeCode::kStale,       OutcomeCode::kRejected,
                                   OutcomeCode::kUnavailable, OutcomeCode::kUnknown};

// The number whose value this is, from the back: [0] is no code of its own.
template <class WireCode, class Codes, class Code>
WireCode number_of(const Codes& codes, Code code) {
  std::size_t number = codes.size() - 1;
  while (number > 0 && codes[number] != code) --number;
  return static_cast<WireCode>(number);
}

template <class Codes, class WireCode>
auto code_at(const Codes& codes, WireCode number) {
  const auto at = static_cast<std::size_t>(number);
  return codes[at < codes.size() ? at : 0];
}

}  // namespace

void write_outcome(const Outcome& outcome, wire::Outcome::Builder into) {
  into.setCode(number_of<wire::OutcomeCode>(kOutcomeCodes, outcome.code));
  if (outcome.place) {
    into.setPlaced(true);
    into.setPartition(outcome.place->partition.value());
    into.setPosition(outcome.place->position.value());
  }
  if (outcome.version) {
    into.setVersioned(true);
    into.setVersion(outcome.version->value());
  }
  if (!outcome.irregular.empty()) {
    auto irregular = into.initIrregular(static_cast<unsigned>(outcome.irregular.size()));
    for (unsigned i = 0; i < irregular.size(); ++i) {
      irregular[i].setInvariant(outcome.irregular[i].invariant);
      irregular[i].setReason(outcome.irregular[i].reason.c_str());
    }
  }
  if (!outcome.reason.empty()) into.setReason(outcome.reason.c_str());
}

Outcome read_outcome(wire::Outcome::Reader from) {
  Outcome outcome;
  outcome.code = code_at(kOutcomeCodes, from.getCode());
  if (from.getPlaced()) {
    outcome.place = Place{PartitionId(from.getPartition()), Position(from.getPosition())};
  }
  if (from.getVersioned()) outcome.version = Version(from.getVersion());
  for (const auto irregular : from.getIrregular()) {
    outcome.irregular.push_back(
        {irregular.getInvariant(), std::string(view_of(irregular.getReason()))});
  }
  outcome.reason = view_of(from.getReason());
  return outcome;
}

void write_error(const Error& error, wire::Refusal::Builder into) {
  into.setCode(number_of<wire::ErrorCode>(kErrorCodes, error.code));
  into.setMessage(error.message.c_str());
}

Error read_error(wire::Refusal::Reader refusal) {
  return {code_at(kErrorCodes, refusal.getCode()), std::string(view_of(refusal.getMessage()))};
}

void write_outcomes(const Outcomes& outcomes, capnp::List<wire::Outcome>::Builder into) {
  for (unsigned i = 0; i < into.size(); ++i) write_outcome(outcomes[i], into[i]);
}

Outcomes read_outcomes(capnp::List<wire::Outcome>::Reader outcomes) {
  Outcomes all;
  all.reserve(outcomes.size());
  for (const auto outcome : outcomes) all.push_back(read_outcome(outcome));
  return all;
}

void write_event(const SentEvent& event, wire::SentEvent::Builder into) {
  CanonicalReader reader(event.event.view());
  into.setEvent(reader.root<schema::Event>());
  set_if_given(event.subject, [&](unsigned size) { return into.initSubject(size); });
  set_if_given(event.correlation_id, [&](unsigned size) { return into.initCorrelationId(size); });
  set_if_given(event.causation_id, [&](unsigned size) { return into.initCausationId(size); });
  into.setOrderHint(event.order_hint);
  if (event.expected_version) {
    into.setExpects(true);
    into.setExpectedVersion(event.expected_version->value());
  }
}

}  // namespace dangol
