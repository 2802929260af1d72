#include <algorithm>
#include <string_view>

#include "events/sealing_message_capnp.h"
#include "gateway/history_wire_capnp.h"
#include "gateway/limits.h"
#include "gateway/wire_capnp.h"

namespace dangol {

namespace {

HistoryAsked read_asked(wire::HistoryBegin::Reader from) {
  HistoryAsked asked;
  asked.subject = view_of(from.getSubject());
  if (from.getEarlier()) asked.heads = Position(from.getHeads());
  return asked;
}

Result<HistoryPage> read_page(wire::HistoryRecordsOf::Reader from) {
  const std::string_view stream = view_of(from.getStream());
  if (stream.size() != sizeof(StreamToken)) {
    return Error{ErrorCode::kRejected, "stream: not 16 bytes"};
  }
  return HistoryPage{StreamToken::from(stream), Version(from.getAfter()), Version(from.getLast()),
                     from.getSize(), from.getWords() ? ReadWords::kYes : ReadWords::kNo};
}

// A single record may be larger than one answer.
std::vector<WireFrame> parts_of(std::uint64_t id, std::string_view text, Version after) {
  std::vector<WireFrame> parts;
  do {
    capnp::MallocMessageBuilder message;
    auto answer = message.initRoot<wire::Answer>();
    answer.setId(id);
    auto part = answer.initHeadProof();
    part.setText(data_of(text.substr(0, kPageBytes)));
    text.remove_prefix(std::min(text.size(), kPageBytes));
    part.setMore(!text.empty());
    part.setAfter(after.value());
    parts.push_back(to_frame(message));
  } while (!text.empty());
  return parts;
}

}  // namespace

void write_asked(const HistoryAsked& asked, wire::HistoryBegin::Builder into) {
  into.setSubject(asked.subject);
  into.setEarlier(asked.heads.has_value());
  if (asked.heads) into.setHeads(asked.heads->value());
}

void write_page(const HistoryPage& page, wire::HistoryRecordsOf::Builder into) {
  into.setStream(data_of(page.stream.view()));
  into.setAfter(page.after.value());
  into.setLast(page.last.value());
  into.setSize(page.size);
  into.setWords(page.words == ReadWords::kYes);
}

Result<std::vector<WireFrame>> answer_head_proof(std::uint64_t id,
                                                 wire::HeadProofAsked::Reader asked,
                                                 HistoryProofs* proofs) {
  if (proofs == nullptr) {
    return Error{ErrorCode::kUnavailable, "the running writer keeps no map of heads"};
  }
  switch (asked.which()) {
    case wire::HeadProofAsked::UNSET: break;
    case wire::HeadProofAsked::BEGIN: {
      Result<HistoryProofHead> head = proofs->begin(read_asked(asked.getBegin()));
      if (!head.ok()) return head.error();
      return parts_of(id, head.value().line(), Version());
    }
    case wire::HeadProofAsked::RECORDS: {
      Result<HistoryPage> page = read_page(asked.getRecords());
      if (!page.ok()) return page.error();
      Result<HistoryLines> lines = proofs->records(page.value());
      if (!lines.ok()) return lines.error();
      return parts_of(id, lines.value().text, lines.value().after);
    }
  }
  return Error{ErrorCode::kRejected, "a part of a proof that this version does not know"};
}

}  // namespace dangol
