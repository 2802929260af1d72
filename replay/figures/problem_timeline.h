// When a key is a problem: one walk over what several persons met and what was decided about it. Pure.
#pragma once

#include <deque>
#include <optional>
#include <unordered_map>
#include <vector>

#include "events/policies.h"
#include "replay/figure.h"

namespace dangol::problems {

// A problem: from the opening that made it one until a remedy is released or it is closed.
struct FoundProblem {
  std::vector<Crossing> openings;   // in time: from the beginning of the window in which it arose
  Crossing made_by;                 // the opening of the last person it needed
  std::optional<Crossing> treated;  // the first decision that ends its being untreated
  bool over = false;                // a remedy works, or it was closed
};

// What happened to one key. Feed in time, decisions before openings of the same moment.
class ProblemTimeline {
 public:
  explicit ProblemTimeline(const Policies& policies);

  void opened(const Crossing& opening);
  // `what`: schema::ProblemDecision; `effective`: from when it works.
  void decided(const Crossing& decision, std::uint8_t what, Micros effective);

  // Of identified persons' openings: is there a problem now?
  const std::optional<FoundProblem>& now() const { return now_; }
  // Those that are over, and the one that is not; the timeline is spent.
  std::vector<FoundProblem> take();

 private:
  void end();
  void count_anew();

  const std::size_t persons_needed_;
  const std::int64_t window_;
  std::deque<Crossing> recent_;  // openings within the window, while there is no problem
  std::unordered_map<StreamToken, std::size_t, Bytes16Hasher> persons_;  // of `recent_`
  std::optional<FoundProblem> now_;
  std::optional<Crossing> treated_;    // remains until counting begins anew
  std::optional<Micros> remedy_from_;  // a released remedy is in force from then on
  std::vector<FoundProblem> over_;
};

}  // namespace dangol::problems
