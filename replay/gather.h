// From steps as they lie in storage to persons.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "replay/step_source.h"
#include "replay/ties.h"

namespace dangol {

// Divides the steps of whole streams over persons. Steps of streams that are tied to others are set
// aside, since what belongs to one person may come from several calls; tied() hands them out at the
// end. One thread. Keeps its memory from call to call.
class Gather {
 public:
  Gather(const Vantage& vantage, const Ties& ties) : vantage_(vantage), ties_(ties) {}

  // `slices` hold all steps of their streams, each slice in order of position, a later slice later
  // ones.
  void take(std::span<const std::span<const Step>> slices, unsigned worker, const TakePerson& give);
  // What was set aside so far.
  std::vector<Step> tied() { return std::move(tied_); }

 private:
  struct Group {
    StreamToken stream;
    StreamKind kind;
    bool tied;
    std::uint32_t count;  // of steps; then: where the next one goes
  };
  std::uint32_t group_of(const Step& step);
  void widen();

  const Vantage& vantage_;
  const Ties& ties_;
  std::vector<Step> tied_;
  std::vector<Group> groups_;            // in the order in which streams are met
  std::vector<std::uint32_t> table_;     // 1 + number of a group; 0: free. A power of two
  std::vector<const Step*> found_;       // what the vantage includes
  std::vector<std::uint32_t> group_of_;  // of each of these
  std::vector<Step> sorted_;             // by group
};

// Hands out the persons of steps that were set aside by all gatherers together.
void take_tied(std::vector<Step> steps, const Ties& ties, unsigned worker, const TakePerson& give);

}  // namespace dangol
