// The steps of one projection as figures ask for them, from its database and what came since.
#pragma once

#include <memory>

#include "replay/step_source.h"
#include "replay/step_view.h"
#include "replay/ties_cache.h"

namespace dangol {

// Stands still: what is recorded later is not in it. Errors: kCorrupt when a file is damaged; the read
// models then make the projection again, so asking them anew helps.
class StepStore : public StepSource {
 public:
  // `people`: the steps of the projection of that name. Records that either has not seen are left out.
  StepStore(StepView steps, StepView people, std::shared_ptr<TiesCache> ties)
      : steps_(std::move(steps)), people_(std::move(people)), ties_(std::move(ties)) {}

  Position end() const override { return std::min(steps_.end, people_.end); }
  Status each_person(const Vantage& vantage, unsigned workers,
                     const TakePerson& take) const override;
  Status one_person(StreamToken stream, const Vantage& vantage,
                    const TakePerson& take) const override;

 private:
  const StepView steps_;
  const StepView people_;
  const std::shared_ptr<TiesCache> ties_;
};

}  // namespace dangol
