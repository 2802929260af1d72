// Named cursors: kept by compare-and-set, checked against the log before they are given out.
#include <charconv>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "events/json_check.h"
#include "gateway/http/problem.h"
#include "gateway/http/query.h"
#include "gateway/http/reads.h"

namespace dangol {

namespace {

std::string tag_of(std::uint64_t revision) { return fmt::format("\"{}\"", revision); }

// `If-Match: "7"` or `If-None-Match: *`; nullopt: neither.
Result<std::optional<CursorCondition>> condition_in(const HttpRequest& request) {
  const auto match = request.header("if-match");
  const auto none = request.header("if-none-match");
  if (match && none) {
    return Error{ErrorCode::kRejected, "give one of If-Match and If-None-Match"};
  }
  if (none) {
    if (*none != "*") return Error{ErrorCode::kRejected, "If-None-Match: give *"};
    return std::optional<CursorCondition>(CursorCondition());
  }
  if (!match) return std::optional<CursorCondition>();
  std::uint64_t revision = 0;
  const std::string_view tag = *match;
  const bool quoted = tag.size() > 2 && tag.front() == '"' && tag.back() == '"';
  const char* end = quoted ? tag.data() + tag.size() - 1 : tag.data();
  const auto read = std::from_chars(tag.data() + (quoted ? 1 : 0), end, revision);
  if (!quoted || read.ec != std::errc() || read.ptr != end) {
    return Error{ErrorCode::kRejected, "If-Match: give the ETag of the cursor: \"7\""};
  }
  return std::optional<CursorCondition>(CursorCondition{revision});
}

// Of `{"cursor":"0-7-..."}`.
Result<EventCursor> cursor_of_body(const std::string& body) {
  const Error wrong{ErrorCode::kRejected, R"(the body is {"cursor":"..."})"};
  JsonTape tape;
  if (Status read = tape.read(body); !read.ok()) return read.error();
  if (tape[0].kind != JsonKind::kObject || tape[0].members != 1) return wrong;
  std::string scratch;
  if (tape.string(tape[1], scratch) != "cursor" || tape[2].kind != JsonKind::kString) return wrong;
  return parse_cursor(tape.string(tape[2], scratch));
}

HttpAnswer refused(const Error& error) {
  if (error.code == ErrorCode::kConflict) return problem(412, "stale", error.message);
  return problem_of(error);
}

HttpAnswer shown(const std::string& name, const EventCursor& cursor, std::uint64_t revision) {
  HttpAnswer answer;
  answer.headers.emplace_back("ETag", tag_of(revision));
  answer.body = fmt::format("{{\"name\":\"{}\",\"cursor\":\"{}\"}}\n", name, to_string(cursor));
  return answer;
}

// 410: the log does not go on from there.
std::optional<HttpAnswer> not_of_log(Serving& serving, const EventCursor& cursor) {
  Status of_log =
      serving.engine().read([&](Store& store) { return check_cursor(store.log(), cursor); });
  if (of_log.ok()) return std::nullopt;
  if (of_log.error().code == ErrorCode::kNotFound) {
    return problem(410, "gone", of_log.error().message);
  }
  return problem_of(of_log.error());
}

}  // namespace

HttpAnswer HttpReads::put_cursor(const HttpRequest& request) const {
  if (Status good = check_parameters(request, {}); !good.ok()) return problem_of(good.error());
  Result<std::optional<CursorCondition>> when = condition_in(request);
  if (!when.ok()) return problem_of(when.error());
  if (!when.value()) {
    return problem(428, "condition",
                   "say what you know: If-None-Match: * of a new cursor, else If-Match with its "
                   "ETag");
  }
  Result<EventCursor> cursor = cursor_of_body(request.body);
  if (!cursor.ok()) return problem_of(cursor.error());
  if (auto gone = not_of_log(serving_, cursor.value())) return std::move(*gone);
  const std::string& name = request.names[0];
  Result<std::uint64_t> put =
      cursors_.put(request.principal.account, name, cursor.value(), *when.value());
  if (!put.ok()) return refused(put.error());
  HttpAnswer answer = shown(name, cursor.value(), put.value());
  if (!when.value()->revision) answer.status = 201;
  return answer;
}

HttpAnswer HttpReads::get_cursor(const HttpRequest& request) const {
  if (Status good = check_parameters(request, {}); !good.ok()) return problem_of(good.error());
  const std::string& name = request.names[0];
  auto kept = cursors_.get(request.principal.account, name);
  if (!kept.ok()) return refused(kept.error());
  if (!kept.value()) return problem(404, "not-found", "no cursor is kept under this name");
  const NamedCursor& one = *kept.value();
  if (auto gone = not_of_log(serving_, one.cursor)) {
    // It can still be put anew, or deleted.
    gone->headers.emplace_back("ETag", tag_of(one.revision));
    return std::move(*gone);
  }
  return shown(name, one.cursor, one.revision);
}

HttpAnswer HttpReads::delete_cursor(const HttpRequest& request) const {
  if (Status good = check_parameters(request, {}); !good.ok()) return problem_of(good.error());
  Result<std::optional<CursorCondition>> when = condition_in(request);
  if (!when.ok()) return problem_of(when.error());
  Status removed = cursors_.remove(request.principal.account, request.names[0], when.value());
  if (!removed.ok()) return refused(removed.error());
  HttpAnswer answer;
  answer.status = 204;
  return answer;
}

}  // namespace dangol
