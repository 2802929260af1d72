#include "replay/read_models.h"

#include "replay/stored_read_models.h"

namespace dangol {

std::unique_ptr<ReadModels> open_read_models(const Catalogue& catalogue, WithStore with_store,
                                             const ReadModelOptions& options) {
  return std::make_unique<StoredReadModels>(catalogue, std::move(with_store), options);
}

Result<FigureAnswer> ask(ReadModels& models, const Figure& figure, const Question& question,
                         unsigned workers, const ReadProgress& progress) {
  for (bool again = false;; again = true) {
    const auto steps = models.steps(figure.definition().projection, progress);
    if (!steps.ok()) return steps.error();
    Result<FigureAnswer> answer = evaluate(figure, *steps.value(), question, workers);
    if (answer.ok() || again || answer.error().code != ErrorCode::kCorrupt) return answer;
  }
}

}  // namespace dangol
