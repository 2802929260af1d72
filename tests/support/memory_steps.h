// Steps of one projection in memory, of a log as it stands: a step source too simple to be wrong, that
// figures are tested on and stored read models are compared with.
#pragma once

#include <array>
#include <span>
#include <utility>
#include <vector>

#include "replay/apply_record.h"
#include "replay/gather.h"
#include "replay/projection.h"
#include "replay/step_source.h"
#include "store/event_log.h"

namespace dangol::test {

class MemorySteps : public StepSource {
 public:
  // `people`: of the projection of that name, or nullptr. It is read at every question.
  explicit MemorySteps(const MemorySteps* people = nullptr) : people_(people) {}

  // Applies the records of the partition that are not applied yet.
  Status follow(const Projection& projection, const LogReader& log, PartitionId partition) {
    auto cursor = log.read({partition, end_}, ReadWords::kNo);
    for (LogCursor::Item item;;) {
      Result<bool> more = cursor->next(item);
      if (!more.ok()) return more.error();
      if (!more.value()) return Done{};
      ProjectionRun run{&projection, std::move(steps_)};
      apply_record({partition, item.position}, item.entry, item.core, std::span(&run, 1));
      steps_ = std::move(run.steps);
      if (run.failed) return *run.failed;
      end_ = item.position.next();
    }
  }

  Position end() const override { return end_; }
  Status each_person(const Vantage& vantage, unsigned, const TakePerson& take) const override {
    give(steps_, vantage, ties_as_of(vantage), take);
    return Done{};
  }
  Status one_person(StreamToken stream, const Vantage& vantage,
                    const TakePerson& take) const override {
    const Ties ties = ties_as_of(vantage);
    const StreamToken person = ties.survivor(stream);
    std::vector<Step> own;
    for (const StreamToken token : ties.streams_of(person)) {
      for (const Step& step : steps_) {
        if (step.stream == token) own.push_back(step);
      }
    }
    give(own, vantage, ties, [&](unsigned worker, const PersonSteps& steps) {
      if (steps.person == person) take(worker, steps);
    });
    return Done{};
  }
  const std::vector<Step>& steps() const { return steps_; }

 private:
  Ties ties_as_of(const Vantage& vantage) const {
    std::vector<Step> steps;
    if (people_ != nullptr) {
      for (const Step& step : people_->steps_) {
        if (vantage.includes(step)) steps.push_back(step);
      }
    }
    return Ties(std::move(steps));
  }
  static void give(const std::vector<Step>& steps, const Vantage& vantage, const Ties& ties,
                   const TakePerson& take) {
    Gather gather(vantage, ties);
    const std::array<std::span<const Step>, 1> all = {steps};
    gather.take(all, 0, take);
    take_tied(gather.tied(), ties, 0, take);
  }

  const MemorySteps* people_;
  Position end_;
  std::vector<Step> steps_;  // in order of position
};

}  // namespace dangol::test
