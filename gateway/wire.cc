#include <array>
#include <utility>

#include "events/sealing_message_capnp.h"
#include "gateway/wire_capnp.h"

namespace dangol {

namespace {

// Ours, by the schema's number; [0] is what stands for a number that is not known.
constexpr std::array kErrorCodes{
    ErrorCode::kUnavailable, ErrorCode::kNotFound,   ErrorCode::kConflict,
    ErrorCode::kRejected,    ErrorCode::kOverloaded, ErrorCode::kUnavailable,
    ErrorCode::kCorrupt,     ErrorCode::kInUse,      ErrorCode::kUsage};
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

}  // namespace

void write_error(const Error& error, wire::Refusal::Builder into) {
  into.setCode(number_of<wire::ErrorCode>(kErrorCodes, error.code));
  into.setMessage(error.message.c_str());
}

Error read_error(wire::Refusal::Reader refusal) {
  return {code_at(kErrorCodes, refusal.getCode()), std::string(view_of(refusal.getMessage()))};
}

WireFrame refusal(std::uint64_t id, const Error& error) {
  capnp::MallocMessageBuilder message;
  auto answer = message.initRoot<wire::Answer>();
  answer.setId(id);
  write_error(error, answer.initRefused());
  return to_frame(message);
}

WireFrame outcomes_answer(std::uint64_t id, const Outcomes& outcomes) {
  capnp::MallocMessageBuilder message;
  auto answer = message.initRoot<wire::Answer>();
  answer.setId(id);
  auto list = answer.initAppend().initOutcomes(static_cast<unsigned>(outcomes.size()));
  for (unsigned i = 0; i < list.size(); ++i) write_outcome(outcomes[i], list[i]);
  return to_frame(message);
}

Outcomes read_outcomes(wire::Outcomes::Reader outcomes) {
  Outcomes all;
  all.reserve(outcomes.getOutcomes().size());
  for (const auto outcome : outcomes.getOutcomes()) all.push_back(read_outcome(outcome));
  return all;
}

void write_as_of(const AsOf& as_of, wire::AsOf::Builder into) {
  if (as_of.recorded) {
    into.setRecorded(as_of.recorded->value());
  } else if (as_of.version) {
    into.setVersion(as_of.version->value());
  } else if (as_of.position) {
    into.setPosition(as_of.position->value());
  } else {
    into.setNow();
  }
}

Result<AsOf> read_as_of(wire::AsOf::Reader as_of) {
  AsOf bound;
  switch (as_of.which()) {
    case wire::AsOf::NOW: return bound;
    case wire::AsOf::RECORDED: bound.recorded = Micros(as_of.getRecorded()); return bound;
    case wire::AsOf::VERSION: bound.version = Version(as_of.getVersion()); return bound;
    case wire::AsOf::POSITION: bound.position = Position(as_of.getPosition()); return bound;
  }
  return Error{ErrorCode::kRejected, "as-of: a bound that this version does not know"};
}

void write_viewer(const Viewer& viewer, wire::Rights::Builder into) {
  into.setAccount(viewer.account);
  into.setFrom(viewer.from);
  into.setPurpose(static_cast<schema::Purpose>(viewer.purpose));
  into.setReason(viewer.reason);
}

Viewer read_viewer(wire::Rights::Reader rights) {
  const auto purpose = static_cast<std::size_t>(rights.getPurpose());
  return {std::string(view_of(rights.getAccount())), std::string(view_of(rights.getFrom())),
          purpose < kPurposes ? static_cast<Purpose>(purpose) : Purpose::kUnset,
          std::string(view_of(rights.getReason()))};
}

void write_digest(const StateDigest& digest, wire::StateDigest::Builder into) {
  into.setToken(data_of(digest.stream.view()));
  into.setVersion(digest.version.value());
  into.setDigest(data_of(digest.digest.view()));
}

Result<StateDigest> read_digest(wire::StateDigest::Reader digest) {
  const std::string_view token = view_of(digest.getToken());
  const std::string_view hash = view_of(digest.getDigest());
  if (token.size() != StreamToken().bytes.size() || hash.size() != Hash().bytes.size()) {
    return Error{ErrorCode::kCorrupt, "the writer's answer holds a digest of another length"};
  }
  return StateDigest{StreamToken::from(token), Version(digest.getVersion()), Hash::from(hash)};
}

}  // namespace dangol
