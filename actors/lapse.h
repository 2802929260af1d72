// What the clock says of a promise that nothing known has kept by the end of its window.
#pragma once

#include <string>
#include <string_view>

#include "events/customer.h"
#include "events/event.h"
#include "events/outcome.h"
#include "events/sealing_keys.h"

namespace dangol {

// The source that only Dangol's clock may use.
inline constexpr std::string_view kClockSource = "dangol:clock";

// promise.lapsed, at the end of the window, with an id made of the promise's own: so two clocks, or
// one that rings twice, say the same event. kRejected when the promise's id can no longer be opened.
Result<SentEvent> lapse_of(const Customer& customer, const Promise& promise,
                           const std::string& subject, const StreamKeys& keys);

}  // namespace dangol
