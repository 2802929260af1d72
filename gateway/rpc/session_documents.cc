// See gateway/http/loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

// What is answered as the route of the same name answers it.
#include <charconv>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "events/json_check.h"
#include "events/json_text.h"
#include "gateway/http/problem.h"
#include "gateway/rpc/session_kj.h"

namespace dangol {

namespace {

bool is_problem(const HttpAnswer& answer) { return answer.status >= 300; }

// `"7"`; 0: there is none.
std::uint64_t tag_of(const HttpAnswer& answer) {
  std::uint64_t number = 0;
  for (const auto& [name, value] : answer.headers) {
    if (name == "ETag" && value.size() > 2) {
      (void)std::from_chars(value.data() + 1, value.data() + value.size() - 1, number);
    }
  }
  return number;
}

// Of `{"name":"mine","cursor":"0-7-..."}`.
std::string cursor_in(const std::string& body) {
  JsonTape tape;
  std::string scratch;
  if (!tape.read(body).ok() || tape[0].kind != JsonKind::kObject || tape[0].members != 2) return {};
  return std::string(tape.string(tape[4], scratch));
}

void write(const HttpAnswer& answer, wire::Document::Builder into) {
  into.setMediaType(answer.type);
  auto body = into.initBody(static_cast<unsigned>(answer.body.size()));
  std::memcpy(body.begin(), answer.body.data(), answer.body.size());
  into.setVersion(tag_of(answer));
}

capnp::MessageSize size_of(const HttpAnswer& answer) {
  return {64 + (answer.type.size() + answer.body.size()) / sizeof(capnp::word), 0};
}

}  // namespace

template <class Context>
kj::Promise<void> RpcSession::document(Context context, std::string_view method,
                                       RpcQuestion question) {
  context.allowCancellation();
  auto call = begin(method);
  if (const auto error = refused(question)) {
    call->refuse(*error, context.getResults().initDocument().initRefused());
    return kj::READY_NOW;
  }
  return read(question).then([context, call = kj::mv(call)](HttpAnswer answer) mutable {
    auto into = context.getResults(size_of(answer)).initDocument();
    if (is_problem(answer)) {
      call->refuse(error_of(answer), into.initRefused());
    } else {
      write(answer, into.initDocument());
      call->answered();
    }
  });
}

template <class Context>
kj::Promise<void> RpcSession::cursor(Context context, std::string_view method,
                                     RpcQuestion question) {
  context.allowCancellation();
  auto call = begin(method);
  if (const auto error = refused(question)) {
    call->refuse(*error, context.getResults().initKept().initRefused());
    return kj::READY_NOW;
  }
  return read(question).then([context, call = kj::mv(call), question](HttpAnswer answer) mutable {
    auto into = context.getResults().initKept();
    if (is_problem(answer)) {
      call->refuse(error_of(answer), into.initRefused());
      return;
    }
    call->answered();
    if (question.route() == RouteId::kDeleteCursor) {
      into.setDeleted();
      return;
    }
    auto kept = into.initCursor();
    kept.setName(question.request()->names[0]);
    kept.setCursor(cursor_in(answer.body));
    kept.setRevision(tag_of(answer));
  });
}

kj::Promise<void> RpcSession::subject(SubjectContext context) {
  const auto asked = context.getParams();
  return document(context, "subject",
                  question(RouteId::kSubject)
                      .subject(asked.getSubject())
                      .as_of(asked.getAsOf())
                      .looking(asked.getLooking()));
}

kj::Promise<void> RpcSession::figures(FiguresContext context) {
  return document(context, "figures", question(RouteId::kFigures));
}

kj::Promise<void> RpcSession::figure(FigureContext context) {
  const auto asked = context.getParams();
  return document(context, "figure",
                  question(RouteId::kFigure)
                      .name("name", asked.getName())
                      .parameters(asked.getParameters())
                      .looking(asked.getLooking()));
}

kj::Promise<void> RpcSession::checkpoint(CheckpointContext context) {
  const auto asked = context.getParams();
  return document(context, "checkpoint",
                  question(RouteId::kLogCheckpoint).number("size", asked.getSize()));
}

kj::Promise<void> RpcSession::inclusion(InclusionContext context) {
  const auto asked = context.getParams();
  return document(context, "inclusion",
                  question(RouteId::kInclusion)
                      .parameter("place", fmt::format("0:{}", asked.getPosition()))
                      .number("size", asked.getSize()));
}

kj::Promise<void> RpcSession::consistency(ConsistencyContext context) {
  const auto asked = context.getParams();
  return document(context, "consistency",
                  question(RouteId::kConsistency)
                      .parameter("old", std::to_string(asked.getOld()))
                      .number("size", asked.getSize()));
}

kj::Promise<void> RpcSession::historyProof(HistoryProofContext context) {
  return document(context, "historyProof",
                  question(RouteId::kHistoryProof).subject(context.getParams().getSubject()));
}

kj::Promise<void> RpcSession::tile(TileContext context) {
  return document(context, "tile", question(RouteId::kTile).tile(context.getParams().getPath()));
}

kj::Promise<void> RpcSession::accesses(AccessesContext context) {
  const auto asked = context.getParams();
  return document(
      context, "accesses",
      question(RouteId::kAccess).parameters(asked.getParameters()).looking(asked.getLooking()));
}

kj::Promise<void> RpcSession::putCursor(PutCursorContext context) {
  const auto asked = context.getParams();
  RpcQuestion put = question(RouteId::kPutCursor).name("name", asked.getName());
  if (asked.getRevision() == 0) {
    put.header("if-none-match", "*");
  } else {
    put.header("if-match", fmt::format("\"{}\"", asked.getRevision()));
  }
  const kj::StringPtr cursor = asked.getCursor();
  put.body(
      fmt::format(R"({{"cursor":{}}})", json_text(std::string_view(cursor.cStr(), cursor.size()))));
  return this->cursor(context, "putCursor", std::move(put));
}

kj::Promise<void> RpcSession::getCursor(GetCursorContext context) {
  return cursor(context, "getCursor",
                question(RouteId::kGetCursor).name("name", context.getParams().getName()));
}

kj::Promise<void> RpcSession::deleteCursor(DeleteCursorContext context) {
  const auto asked = context.getParams();
  RpcQuestion gone = question(RouteId::kDeleteCursor).name("name", asked.getName());
  if (asked.getRevision() != 0) {
    gone.header("if-match", fmt::format("\"{}\"", asked.getRevision()));
  }
  return cursor(context, "deleteCursor", std::move(gone));
}

}  // namespace dangol
