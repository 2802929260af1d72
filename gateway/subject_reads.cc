#include "gateway/subject_reads.h"

#include <utility>

#include "events/record.h"

namespace dangol {

HistoryItem copy_of(const HistoryItem& item) {
  const OpenedEvent& event = item.event;
  return {item.place, item.entry,
          OpenedEvent{MessageBytes(event.event.view()), event.correlation_id, event.causation_id,
                      event.order_hint, event.as_recorded, event.complete}};
}

TakeHistory fill(SubjectReads::HistoryPage& page, std::size_t most) {
  return [&page, most, bytes = std::size_t{0}](const HistoryItem& item) mutable {
    page.more = bytes >= kPageBytes || page.items.size() == most;
    if (page.more) return false;
    bytes += item.event.event.words() * 8 + kEntryBytes;
    page.items.push_back(copy_of(item));
    return true;
  };
}

Result<AccessGrant> SubjectReads::grant(std::string_view subject, const Viewer& viewer) const {
  return AccessGrant::recorded(parts_.disclose, viewer,
                               {{AccessOperation::kView, std::string(subject)}}, parts_.clock());
}

Result<SubjectReads::HistoryPage> SubjectReads::history(std::string_view subject, const AsOf& as_of,
                                                        const Viewer& viewer,
                                                        const HistoryMark& after,
                                                        std::size_t most) const {
  Status known = parts_.store([&](Store& store) -> Status {
    Result<Customer> begun = begin_state(store, subject);
    return begun.ok() ? Status(Done{}) : begun.error();
  });
  if (!known.ok()) return known.error();
  Result<AccessGrant> granted = grant(subject, viewer);
  if (!granted.ok()) return granted.error();
  HistoryPage page;
  Status read = parts_.store([&](Store& store) {
    return read_history(store, subject, as_of, granted.value().rights(), fill(page, most), after);
  });
  if (!read.ok()) return read.error();
  return page;
}

Result<std::string> SubjectReads::state(std::string_view subject, const AsOf& as_of,
                                        const Viewer& viewer, bool indented) const {
  Result<ShownState> shown = state_beyond(std::nullopt, subject, as_of, viewer, indented);
  if (!shown.ok()) return shown.error();
  return std::move(shown.value().json);
}

Result<SubjectReads::ShownState> SubjectReads::state_beyond(std::optional<Version> known,
                                                            std::string_view subject,
                                                            const AsOf& as_of, const Viewer& viewer,
                                                            bool indented) const {
  Result<Customer> state = Error{ErrorCode::kNotFound, ""};
  Status read = parts_.store([&](Store& store) -> Status {
    state = begin_state(store, subject);
    return state.ok() ? Status(Done{}) : state.error();
  });
  for (bool more = true; read.ok() && more;) {
    read = parts_.store([&](Store& store) -> Status {
      Result<bool> step = continue_state(store, as_of, kStateStepRecords, state.value());
      if (!step.ok()) return step.error();
      more = step.value();
      return Done{};
    });
  }
  if (!read.ok()) return read.error();
  ShownState shown{state.value().version, {}};
  if (shown.version == known) return shown;
  Result<AccessGrant> granted = grant(subject, viewer);
  if (!granted.ok()) return granted.error();
  Result<std::string> json = std::string();
  read = parts_.store([&](Store& store) -> Status {
    json = show_state(store, state.value(), granted.value().rights(), indented);
    return json.ok() ? Status(Done{}) : json.error();
  });
  if (!read.ok()) return read.error();
  shown.json = std::move(json).value();
  return shown;
}

}  // namespace dangol
