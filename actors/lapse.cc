#include "actors/lapse.h"

#include <fmt/format.h>

#include "actors/own_event_capnp.h"
#include "events/sealing_message_capnp.h"

namespace dangol {

Result<SentEvent> lapse_of(const Customer& customer, const Promise& promise,
                           const std::string& subject, const StreamKeys& keys) {
  const Result<std::string> id = opened_id(customer, promise.id, keys, "the promise that is due");
  if (!id.ok()) return id.error();
  OwnEvent event(kClockSource, derived_id(id.value(), "/lapsed"), promise.window_end);
  auto lapsed = event.data().initPromiseLapsed();
  lapsed.setPromiseId(data_of(id.value()));
  set_time(lapsed.initNoWordBy(), promise.window_end);
  return event.sent(subject);
}

Result<SentEvent> silent_confirmation_of(const Customer& customer, const Silence& silence,
                                         std::uint32_t window_days, const std::string& subject,
                                         const StreamKeys& keys) {
  const Result<std::string> issue =
      opened_id(customer, silence.issue, keys, "the issue that nobody speaks of");
  if (!issue.ok()) return issue.error();
  const Result<std::string> resolution =
      opened_id(customer, silence.resolution, keys, "the resolution that silence confirms");
  if (!resolution.ok()) return resolution.error();
  const Micros end = end_of(silence, window_days);
  OwnEvent event(kClockSource, derived_id(issue.value(), fmt::format("/silent-{}", end.value())),
                 end);
  auto confirmed = event.data().initResolutionConfirmed();
  confirmed.setIssueId(data_of(issue.value()));
  confirmed.setResolutionId(data_of(resolution.value()));
  confirmed.setBasis(schema::ConfirmationBasis::SILENCE);
  confirmed.setWindowDays(static_cast<std::uint16_t>(window_days));
  return event.sent(subject);
}

}  // namespace dangol
