#include <array>
#include <utility>

#include "events/sealing_message_capnp.h"
#include "gateway/wire_capnp.h"

namespace dangol {

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
  write_outcomes(outcomes, list);
  return to_frame(message);
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
