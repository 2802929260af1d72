#include "replay/answers/figure_desk.h"

#include <optional>
#include <utility>

namespace dangol {

Result<FigureReport> FigureDesk::ask(const FigureAsking& asked,
                                     const ReadProgress& progress) const {
  Result<FigureRequest> request = read_request(catalogue, asked);
  if (!request.ok()) return request.error();
  FigureMoment moment;
  Status looked = store([&](Store& open) -> Status {
    Result<FigureMoment> found = moment_of(open, request.value(), clock());
    if (!found.ok()) return found.error();
    moment = found.value();
    return Done{};
  });
  if (!looked.ok()) return looked.error();
  Question question;
  question.vantage = moment.vantage;
  question.period = request.value().period;
  question.policies = moment.policies;
  question.by = request.value().by;
  question.label = text_key(request.value().label);
  question.sets = request.value().open.empty() ? Sets::kCounted : Sets::kKept;
  // The steps reach at least as far as the log did at that moment.
  auto answer = dangol::ask(models, *request.value().figure, question, workers, progress);
  if (!answer.ok()) return answer.error();
  if (answer.value().end < moment.vantage.end) {
    Status earlier =
        store([&](Store& open) { return look_from(open, answer.value().end, moment); });
    if (!earlier.ok()) return earlier.error();
  }
  return make_report(store, std::move(request).value(), moment, std::move(answer).value());
}

}  // namespace dangol
