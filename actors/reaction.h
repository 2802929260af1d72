// What Dangol says because of what was recorded.
#pragma once

#include <string>
#include <string_view>

#include "events/customer.h"
#include "events/event.h"
#include "events/outcome.h"
#include "events/sealing_keys.h"
#include "events/standing.h"

namespace dangol {

// The source that only such events may have.
inline constexpr std::string_view kReactionSource = "dangol:reaction";

// issue.recurred, at the moment of the new issue's opening, with an id made of the issue's own: so it is
// said once. kRejected when an id can no longer be opened.
Result<SentEvent> recurrence_word(const Customer& customer, const Recurrence& recurrence,
                                  const std::string& subject, const StreamKeys& keys);

}  // namespace dangol
