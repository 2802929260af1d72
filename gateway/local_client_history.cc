// Proofs of histories through a running writer.
#include "events/sealing_message_capnp.h"
#include "gateway/client_line_capnp.h"
#include "gateway/history_wire_capnp.h"

namespace dangol {

namespace {

// The lines of an answer, which may come in parts.
Result<HistoryLines> hear_lines(LocalClient::Line& line, Asking& request) {
  if (Status sent = line.send(request); !sent.ok()) return sent.error();
  HistoryLines lines;
  for (bool more = true; more;) {
    Status read =
        line.hear(request.root.getId(), wire::Answer::HEAD_PROOF, [&](wire::Answer::Reader answer) {
          const auto part = answer.getHeadProof();
          lines.text += view_of(part.getText());
          lines.after = Version(part.getAfter());
          more = part.getMore();
          return Status(Done{});
        });
    if (!read.ok()) return read.error();
  }
  return lines;
}

}  // namespace

Result<HistoryProofHead> LocalClient::begin_history_proof(const HistoryAsked& asked) {
  Asking request = line_->begin();
  write_asked(asked, request.root.initHeadProof().initBegin());
  Result<HistoryLines> lines = hear_lines(*line_, request);
  if (!lines.ok()) return lines.error();
  std::string& text = lines.value().text;
  if (text.ends_with('\n')) text.pop_back();
  return HistoryProofHead::parse(text);
}

Result<HistoryLines> LocalClient::history_records(const HistoryPage& page) {
  Asking request = line_->begin();
  write_page(page, request.root.initHeadProof().initRecords());
  Result<HistoryLines> lines = hear_lines(*line_, request);
  if (!lines.ok()) return lines;
  if (lines.value().after <= page.after) {
    return Error{ErrorCode::kCorrupt, "the running writer left the records of the proof out"};
  }
  return lines;
}

}  // namespace dangol
