#include "replay/problem_watch.h"

#include <algorithm>
#include <utility>

#include "replay/figures/problem_crossings.h"

namespace dangol {

namespace {

// Asked once: what it finds stands beside the answer, which has no members.
class Unnamed : public Figure {
 public:
  explicit Unnamed(std::vector<UnnamedProblem>& found) : found_(found) {}

  const FigureDefinition& definition() const override {
    static const FigureDefinition definition = [] {
      FigureDefinition internal;  // in no catalogue
      internal.name = "problems.unnamed";
      internal.kind = FigureKind::kCount;
      internal.projection = "problems";
      return internal;
    }();
    return definition;
  }
  void count(const PersonSteps& person, const Question&, Collector& into) const override {
    problems::cross(person, nullptr, into);
  }
  void conclude(std::span<const Crossing> crossings, const Question& question,
                Collector&) const override {
    found_.clear();  // of an earlier try
    problems::each_key(crossings, question.policies, [&](const problems::MetKey& met) {
      if (met.problems.empty() || met.problems.back().over) return;
      const problems::FoundProblem& problem = met.problems.back();
      const auto& openings = problem.openings;
      const auto names = [&](const Crossing& detection) {
        return detection.at >= openings.front().at;
      };
      if (std::any_of(met.detections.begin(), met.detections.end(), names)) return;
      UnnamedProblem unnamed;
      unnamed.key = met.key;
      unnamed.named_before = static_cast<std::uint32_t>(met.detections.size());
      const auto last = std::find_if(openings.begin(), openings.end(), [&](const Crossing& one) {
        return one.position == problem.made_by.position;
      });
      unnamed.openings.assign(openings.begin(), last == openings.end() ? last : last + 1);
      found_.push_back(std::move(unnamed));
    });
  }

 private:
  std::vector<UnnamedProblem>& found_;
};

}  // namespace

Result<std::vector<UnnamedProblem>> unnamed_problems(ReadModels& models, const Vantage& vantage,
                                                     const Policies& policies, unsigned workers) {
  std::vector<UnnamedProblem> found;
  Question question;
  question.vantage = vantage;
  question.policies = policies;
  question.sets = Sets::kCounted;
  const auto answer = ask(models, Unnamed(found), question, workers);
  if (!answer.ok()) return answer.error();
  return found;
}

}  // namespace dangol
