#include "replay/figures/problem_timeline.h"

#include <algorithm>

#include "events/event.capnp.h"
#include "replay/figures/problems_steps.h"

namespace dangol::problems {

ProblemTimeline::ProblemTimeline(const Policies& policies)
    : persons_needed_(policies.problem_persons), window_(days(policies.recurrence_days)) {}

void ProblemTimeline::opened(const Crossing& opening) {
  if (remedy_from_ && opening.at >= *remedy_from_) {
    end();
    return;
  }
  if (now_) {
    now_->openings.push_back(opening);
    return;
  }
  while (!recent_.empty() && recent_.front().at.value() < opening.at.value() - window_) {
    const auto person = persons_.find(recent_.front().person);
    if (--person->second == 0) persons_.erase(person);
    recent_.pop_front();
  }
  recent_.push_back(opening);
  ++persons_[opening.person];
  if (persons_.size() < persons_needed_) return;
  now_.emplace();
  now_->openings.assign(recent_.begin(), recent_.end());
  now_->made_by = opening;
  now_->treated = treated_;
  recent_.clear();
  persons_.clear();
}

void ProblemTimeline::decided(const Crossing& decision, std::uint8_t what, Micros effective) {
  const auto treat = [&] {
    if (!treated_) treated_ = decision;
    if (now_ && !now_->treated) now_->treated = decision;
  };
  switch (static_cast<schema::ProblemDecision>(what)) {
    case schema::ProblemDecision::UNSET: break;
    case schema::ProblemDecision::OWNED:
      if (remedy_from_) count_anew();
      break;
    case schema::ProblemDecision::REMEDY_CHOSEN:
    case schema::ProblemDecision::DECLINED:
      if (remedy_from_) count_anew();
      treat();
      break;
    case schema::ProblemDecision::REMEDY_RELEASED:
      treat();
      if (!remedy_from_) remedy_from_ = std::max(decision.at, effective);
      break;
    case schema::ProblemDecision::CLOSED: {
      const std::optional<Micros> remedy = remedy_from_;
      treat();
      count_anew();
      remedy_from_ = remedy;
      break;
    }
  }
}

std::vector<FoundProblem> ProblemTimeline::take() {
  if (now_) over_.push_back(std::move(*now_));
  now_.reset();
  return std::move(over_);
}

void ProblemTimeline::end() {
  if (now_) {
    now_->over = true;
    over_.push_back(std::move(*now_));
  }
  now_.reset();
}

void ProblemTimeline::count_anew() {
  end();
  recent_.clear();
  persons_.clear();
  treated_.reset();
  remedy_from_.reset();
}

}  // namespace dangol::problems
