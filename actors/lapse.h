// What the clock says when nothing was said: a promise that nothing known has kept by the end of its
// window has lapsed; a proposed solution that the person left unanswered for the window of silence is
// confirmed by silence.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "events/customer.h"
#include "events/event.h"
#include "events/outcome.h"
#include "events/sealing_keys.h"
#include "events/standing.h"

namespace dangol {

// The source that only Dangol's clock may use.
inline constexpr std::string_view kClockSource = "dangol:clock";

// promise.lapsed, at the end of the window, with an id made of the promise's own: so two clocks, or
// one that rings twice, say the same event. kRejected when the promise's id can no longer be opened.
Result<SentEvent> lapse_of(const Customer& customer, const Promise& promise,
                           const std::string& subject, const StreamKeys& keys);

inline Micros end_of(const Silence& silence, std::uint32_t window_days) {
  return Micros(silence.since.value() + window_days * kMicrosPerDay);
}
// resolution.confirmed by silence, at the end of the window, with an id made of the and that
// moment: an issue that was spoken of meanwhile can be confirmed again. kRejected when an id can no
// longer be opened.
Result<SentEvent> silent_confirmation_of(const Customer& customer, const Silence& silence,
                                         std::uint32_t window_days, const std::string& subject,
                                         const StreamKeys& keys);

}  // namespace dangol
