// From steps as they lie in storage to persons.
#pragma once

#include <span>
#include <vector>

#include "replay/step_source.h"
#include "replay/ties.h"

namespace dangol {

// Divides the steps of whole streams over persons. Steps of streams that are tied to others are set
// aside, since what belongs to one person may come from several calls; take_tied() hands them out at
// the end. One thread.
class Gather {
 public:
  Gather(const Vantage& vantage, const Ties& ties) : vantage_(vantage), ties_(ties) {}

  // `slices` hold all steps of their streams, each slice in order of position, a later slice later
  // ones.
  void take(std::span<const std::span<const Step>> slices, unsigned worker, const TakePerson& give);
  // What was set aside so far.
  std::vector<Step> tied() { return std::move(tied_); }

 private:
  const Vantage& vantage_;
  const Ties& ties_;
  std::vector<Step> tied_;
  // Kept from call to call for their memory.
  std::vector<std::uint32_t> table_;
  std::vector<std::uint32_t> owner_;
  std::vector<const Step*> found_;
  std::vector<Step> sorted_;
};

// Hands out the persons of steps that were set aside by all gatherers together.
void take_tied(std::vector<Step> steps, const Ties& ties, unsigned worker, const TakePerson& give);

}  // namespace dangol
