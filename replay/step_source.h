// Where figures get steps from: the seam between the figures and what stores the steps.
#pragma once

#include <functional>
#include <span>

#include "events/outcome.h"
#include "replay/step.h"

namespace dangol {

class Ties;

// From where is looked: two bounds and a moment.
struct Vantage {
  Position end{~std::uint64_t{0}};  // what was known: records before this position
  Micros happened_by{INT64_MAX};    // what had happened: occurred at or before this moment
  Micros observed_at{INT64_MAX};    // when it is judged whether a window is over

  bool includes(const Step& step) const {
    return step.position < end && step.occurred <= happened_by;
  }
};

// What is kept of one person (or of a stream of another kind), as of some vantage: with the contacts
// that were put down to the person later, and of all streams that were merged into theirs.
struct PersonSteps {
  StreamToken person;           // the stream that the person goes by
  StreamKind kind{};            // kContact: nobody knows who it is
  std::span<const Step> steps;  // in time; never empty. `stream` says where each was recorded

  const Ties* ties = nullptr;  // of the vantage; nullptr: nobody was merged

  bool identified() const { return kind == StreamKind::kCustomer; }
  // The stream by which the person behind a token goes, as of the vantage.
  StreamToken goes_by(StreamToken token) const;
};

// Told each person once. `worker` is below the number of workers: calls with different ones run at
// the same time. The steps stand until the call returns.
using TakePerson = std::function<void(unsigned worker, const PersonSteps& person)>;

// The steps of one projection. Thread-safe.
class StepSource {
 public:
  virtual ~StepSource() = default;
  // Records below it are in the steps; nothing else is.
  virtual Position end() const = 0;
  // In no particular order.
  virtual Status each_person(const Vantage& vantage, unsigned workers,
                             const TakePerson& take) const = 0;
  // One person by the token of any of their streams; `take` is not called when nothing is known.
  virtual Status one_person(StreamToken stream, const Vantage& vantage,
                            const TakePerson& take) const = 0;
};

}  // namespace dangol
