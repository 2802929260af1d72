#include "actors/reaction.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "actors/own_event_capnp.h"
#include "events/sealing_message_capnp.h"

namespace dangol {

Result<SentEvent> recurrence_word(const Customer& customer, const Recurrence& recurrence,
                                  const std::string& subject, const StreamKeys& keys) {
  const Result<std::string> issue =
      opened_id(customer, recurrence.issue, keys, "the issue that came back");
  if (!issue.ok()) return issue.error();
  const Result<std::string> earlier =
      opened_id(customer, recurrence.earlier, keys, "the issue that looked solved");
  if (!earlier.ok()) return earlier.error();
  OwnEvent event(kReactionSource, derived_id(issue.value(), "/recurred"), recurrence.opened);
  auto recurred = event.data().initIssueRecurred();
  recurred.setIssueId(data_of(issue.value()));
  recurred.setEarlierIssueId(data_of(earlier.value()));
  const std::int64_t days = (recurrence.opened.value() - recurrence.since.value()) / kMicrosPerDay;
  recurred.setDaysSince(static_cast<std::uint16_t>(
      std::min<std::int64_t>(days, std::numeric_limits<std::uint16_t>::max())));
  return event.sent(subject);
}

}  // namespace dangol
