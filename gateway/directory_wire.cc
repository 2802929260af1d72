#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "events/sealing_message_capnp.h"
#include "gateway/directory_wire_capnp.h"
#include "gateway/limits.h"
#include "gateway/wire_capnp.h"

namespace dangol {

namespace {

constexpr std::size_t kTokenBytes = sizeof(StreamToken::bytes);

std::optional<StreamToken> token_in(capnp::Data::Reader data) {
  if (data.size() != kTokenBytes) return std::nullopt;
  return StreamToken::from(view_of(data));
}

std::optional<DirectoryFaultKind> kind_in(std::uint8_t number) {
  const auto kind = static_cast<DirectoryFaultKind>(number);
  switch (kind) {
    case DirectoryFaultKind::kNobody:
    case DirectoryFaultKind::kTwoStreams:
    case DirectoryFaultKind::kNoneSuch:
    case DirectoryFaultKind::kNoSubject: return kind;
  }
  return std::nullopt;
}

}  // namespace

Result<std::vector<WireFrame>> answer_directory(std::uint64_t id,
                                                wire::DirectoryAsked::Reader asked,
                                                const Directory& directory) {
  std::string_view tokens = view_of(asked.getStreams());
  if (tokens.size() % kTokenBytes != 0 || tokens.size() / kTokenBytes > kPageRecords) {
    return Error{
        ErrorCode::kRejected,
        fmt::format("streams: not tokens of {} bytes, or more than {}", kTokenBytes, kPageRecords)};
  }
  std::vector<StreamToken> streams;
  for (; !tokens.empty(); tokens.remove_prefix(kTokenBytes)) {
    streams.push_back(StreamToken::from(tokens.substr(0, kTokenBytes)));
  }
  auto found = directory.look(streams, read_viewer(asked.getRights()));
  if (!found.ok()) return found.error();
  capnp::MallocMessageBuilder message;
  auto answer = message.initRoot<wire::Answer>();
  answer.setId(id);
  auto told = answer.initDirectory();
  told.setSubjects(found.value().subjects);
  told.setErased(found.value().erased);
  auto faults = told.initFaults(static_cast<unsigned>(found.value().faults.size()));
  for (unsigned i = 0; i < faults.size(); ++i) {
    const DirectoryFault& fault = found.value().faults[i];
    faults[i].setStream(data_of(fault.stream.view()));
    faults[i].setKind(static_cast<std::uint8_t>(fault.kind));
    faults[i].setSubject(data_of(fault.subject));
    if (fault.other) faults[i].setOther(data_of(fault.other->view()));
  }
  std::vector<WireFrame> frames;
  frames.push_back(to_frame(message));
  return frames;
}

Result<DirectoryFound> read_directory(wire::DirectoryAnswer::Reader answer) {
  DirectoryFound found{answer.getSubjects(), answer.getErased(), {}};
  for (const auto fault : answer.getFaults()) {
    const auto stream = token_in(fault.getStream()), other = token_in(fault.getOther());
    const auto kind = kind_in(fault.getKind());
    if (!stream || !kind || (!other && fault.getOther().size() != 0)) {
      return Error{ErrorCode::kCorrupt, "the writer told something else than a stream's fault"};
    }
    found.faults.push_back({*stream, *kind, std::string(view_of(fault.getSubject())), other});
  }
  return found;
}

}  // namespace dangol
