// From where a question is looked at: the bounds, and the policies that held there.
#pragma once

#include "events/outcome.h"
#include "events/policies.h"
#include "replay/answers/figure_request.h"
#include "replay/step_source.h"
#include "store/store.h"

namespace dangol {

struct FigureMoment {
  Vantage vantage;  // `end` is never behind the log's end
  // When the last record before `vantage.end` was recorded; nullopt: there is none.
  std::optional<Micros> recorded;
  Policies policies;
};

// `now` is the wall clock's. kNotFound: the log ends before the position that was asked for.
Result<FigureMoment> moment_of(Store& store, const FigureRequest& request, Micros now);

// Looks from an earlier end of the log: a read model that stopped knows no more.
Status look_from(Store& store, Position end, FigureMoment& moment);

// What policies said by the records of `policy/main` that the vantage includes; a value whose
// beginning lies behind vantage.observed_at does not hold yet.
Result<Policies> policies_as_of(Store& store, const Vantage& vantage);

}  // namespace dangol
