// Steps of one projection in memory: of a log as it stands, for tests and for small stores.
#pragma once

#include <vector>

#include "replay/projection.h"
#include "replay/step_source.h"
#include "store/event_log.h"

namespace dangol {

class MemorySteps : public StepSource {
 public:
  // `ties`: of projection `people`, or nullptr. Both are read at every question.
  explicit MemorySteps(const MemorySteps* people = nullptr) : people_(people) {}

  // Applies the records of the partition that are not applied yet.
  Status follow(const Projection& projection, const LogReader& log, PartitionId partition);

  Position end() const override { return end_; }
  Status each_person(const Vantage& vantage, unsigned workers,
                     const TakePerson& take) const override;
  Status one_person(StreamToken stream, const Vantage& vantage,
                    const TakePerson& take) const override;
  const std::vector<Step>& steps() const { return steps_; }

 private:
  const MemorySteps* people_;
  Position end_;
  std::vector<Step> steps_;  // in order of position
};

}  // namespace dangol
