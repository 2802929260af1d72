#include "gateway/http/problem.h"

#include <fmt/format.h>

#include "events/json_text.h"

namespace dangol {

namespace {

constexpr const char* kSecondsToWait = "1";

}  // namespace

HttpAnswer problem_with(unsigned status, std::string_view code, std::string_view detail,
                        std::string_view members) {
  HttpAnswer answer;
  answer.status = status;
  answer.type = "application/problem+json";
  answer.detail = detail;
  answer.body = fmt::format(
      "{{\"type\":\"urn:dangol:problem:{}\",\"title\":\"{}\",\"status\":{},\"detail\":{}{}}}\n",
      code, status_text(status), status, json_text(detail), members);
  if (status == 429 || status == 503) answer.headers.emplace_back("Retry-After", kSecondsToWait);
  if (status == 401) answer.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"dangol\"");
  return answer;
}

HttpAnswer problem(unsigned status, std::string_view code, std::string_view detail) {
  return problem_with(status, code, detail, {});
}

HttpAnswer shut_out_problem() {
  return problem(401, "unauthorized", "the token was revoked, or has expired");
}

HttpAnswer problem_of(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound: return problem(404, "not-found", error.message);
    case ErrorCode::kConflict: return problem(409, "conflict", error.message);
    case ErrorCode::kRejected:
    case ErrorCode::kUsage: return problem(400, "rejected", error.message);
    case ErrorCode::kOverloaded: return problem(429, "overloaded", error.message);
    case ErrorCode::kInUse:
    case ErrorCode::kUnavailable: return problem(503, "unavailable", error.message);
    case ErrorCode::kCorrupt: return problem(500, "corrupt", error.message);
    case ErrorCode::kForbidden: return problem(403, "forbidden", error.message);
    case ErrorCode::kGone: return problem(410, "gone", error.message);
  }
  return problem(500, "corrupt", error.message);
}

Error error_of(const HttpAnswer& problem) {
  const auto error = [&](ErrorCode code) { return Error{code, problem.detail}; };
  switch (problem.status) {
    case 401:
    case 403: return error(ErrorCode::kForbidden);
    case 404: return error(ErrorCode::kNotFound);
    case 409:
    case 412: return error(ErrorCode::kConflict);
    case 410: return error(ErrorCode::kGone);
    case 429: return error(ErrorCode::kOverloaded);
    case 500: return error(ErrorCode::kCorrupt);
    case 503: return error(ErrorCode::kUnavailable);
    default: return error(ErrorCode::kRejected);
  }
}

}  // namespace dangol
