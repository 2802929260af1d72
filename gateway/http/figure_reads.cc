// Figures: the same questions, answers and bounds as `dangol figures`.
#include <string>
#include <utility>

#include <fmt/format.h>

#include "gateway/http/limits.h"
#include "gateway/http/problem.h"
#include "gateway/http/query.h"
#include "gateway/http/reads.h"
#include "replay/answers/catalogue_text.h"

namespace dangol {

namespace {

std::string parameter(const HttpRequest& request, std::string_view name) {
  return std::string(request.parameter(name).value_or(""));
}

bool wants_csv(const HttpRequest& request) {
  return request.header("accept").value_or("").find("text/csv") != std::string_view::npos;
}

// One JSON object a line, as an array.
std::string array_of(std::string_view lines) {
  std::string array = "[";
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    array += array.size() == 1 ? "\n" : ",\n";
    array += lines.substr(0, end);
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return array + "\n]\n";
}

}  // namespace

HttpAnswer HttpReads::figures(const HttpRequest& request) const {
  if (Status good = check_parameters(request, {}); !good.ok()) return problem_of(good.error());
  return {.body = array_of(catalogue_json(Catalogue()))};
}

HttpAnswer HttpReads::figure(const HttpRequest& request) const {
  Status good = check_parameters(request, {"definition", "by", "period", "zone", "as-of",
                                           "happened-by", "open", "group", "limit"});
  if (!good.ok()) return problem_of(good.error());
  FigureAsking asked;
  asked.figure = request.names[0];
  asked.definition = parameter(request, "definition");
  asked.by = parameter(request, "by");
  asked.period = parameter(request, "period");
  asked.zone = parameter(request, "zone");
  asked.as_of = parameter(request, "as-of");
  asked.happened_by = parameter(request, "happened-by");
  asked.open = parameter(request, "open");
  asked.group = parameter(request, "group");
  Result<std::uint64_t> limit =
      number_parameter(request, "limit", asked.limit, 1, kMaxFigureMembers);
  if (!limit.ok()) return problem_of(limit.error());
  asked.limit = limit.value();
  asked.form = wants_csv(request) ? FigureForm::kCsv : FigureForm::kJson;
  auto viewer = viewer_of(request);
  if (auto* refused = std::get_if<HttpAnswer>(&viewer)) return std::move(*refused);
  const Viewer& who = std::get<Viewer>(viewer);
  if (who.purpose != Purpose::kUnset && !asked.open.empty()) {
    asked.purpose = to_string(who.purpose);
    asked.account = who.account;
    asked.from = who.from;
    asked.reason = who.reason;
  } else if (!asked.open.empty()) {
    return problem(403, "forbidden", "open: who is in a set is shown for a Dangol-Purpose");
  }
  FigureService& service = serving_.reads().figures();
  HttpAnswer answer;
  answer.type = asked.form == FigureForm::kCsv ? "text/csv; charset=utf-8" : "application/json";
  Result<FigureService::Page> page = service.ask(asked);
  for (;;) {
    if (!page.ok()) return problem_of(page.error());
    answer.body += page.value().text;
    if (page.value().report == 0) return answer;
    if (answer.body.size() > kMaxFigureBytes) {
      return problem(413, "too-large",
                     "the answer is too large: ask for one group, or a lower limit");
    }
    page = service.go_on(page.value().report, page.value().next);
  }
}

}  // namespace dangol
