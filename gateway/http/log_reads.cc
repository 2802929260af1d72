#include <fmt/format.h>

#include "gateway/http/limits.h"
#include "gateway/http/problem.h"
#include "gateway/http/query.h"
#include "gateway/http/reads.h"
#include "gateway/limits.h"

namespace dangol {

namespace {

// The same question from a cursor on.
std::string link_to(const HttpRequest& request, const std::string& cursor) {
  std::string link = "</v1/events?after=" + cursor;
  for (const auto& [name, value] : request.target.query) {
    if (name != "after" && name != "cursor") link += fmt::format("&{}={}", name, value);
  }
  return link + ">; rel=\"next\"";
}

}  // namespace

std::variant<EventPage, HttpAnswer> HttpReads::log_page(const HttpRequest& request,
                                                        const MakePageWriter& writer) const {
  Status known = check_parameters(request, {"after", "cursor", "limit", "type", "kind"}, "type");
  if (!known.ok()) return problem_of(known.error());
  Result<EventFilter> filter = filter_in(request);
  if (!filter.ok()) return problem_of(filter.error());
  Result<std::uint64_t> limit =
      number_parameter(request, "limit", kUsualPageEvents, 1, kPageRecords);
  if (!limit.ok()) return problem_of(limit.error());
  auto start = start_of(request, *this);
  if (auto* refused = std::get_if<HttpAnswer>(&start)) return std::move(*refused);
  auto viewer = viewer_of(request);
  if (auto* refused = std::get_if<HttpAnswer>(&viewer)) return std::move(*refused);
  return events_.page({std::move(filter).value(), std::get<Viewer>(std::move(viewer)), writer,
                       limit.value(), kEventPageBytes},
                      std::get<EventCursor>(start));
}

HttpAnswer HttpReads::log_events(const HttpRequest& request) const {
  auto read = log_page(request, text_writer(EventText::kArray));
  if (auto* refused = std::get_if<HttpAnswer>(&read)) return std::move(*refused);
  const EventPage& page = std::get<EventPage>(read);
  const std::string cursor = to_string(page.next);
  HttpAnswer answer;
  answer.headers.emplace_back("Link", link_to(request, cursor));
  answer.body = fmt::format("{{\"events\":[{}{}\n],\"next\":\"{}\",\"more\":{}}}\n",
                            page.text.empty() ? "" : "\n", page.text, cursor, page.more);
  return answer;
}

}  // namespace dangol
