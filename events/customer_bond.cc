#include "events/customer_bond.h"

namespace dangol {

// What happened inside the window decides, whenever it became known; a word that it is no longer
// wanted counts if it came before the promise was kept or the window was over.
PromiseStanding promise_standing(const Promise& promise) {
  // Of one that came back after its end, the window is in the log alone.
  if (!promise.made.known() || promise.past.ended()) return PromiseStanding::kUnknown;
  const auto in_window = [&](const Moment& moment) {
    return moment.known() && moment.at <= promise.window_end;
  };
  const bool released = in_window(promise.released);
  if (in_window(promise.kept) && !(released && promise.released < promise.kept))
    return PromiseStanding::kKept;
  if (released) return PromiseStanding::kReleased;
  if (promise.kept.known()) return PromiseStanding::kKeptLate;
  if (promise.lapsed.known()) return PromiseStanding::kLapsed;
  return PromiseStanding::kDue;
}

}  // namespace dangol
