// The record of one person: everything that happened between them and us, in the order in which it
// happened, over all streams that hold something of theirs. history.h has one stream in the order of
// recording.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "events/customer.h"
#include "events/outcome.h"
#include "replay/as_of.h"
#include "replay/history.h"

namespace dangol {

// One subject's records, oldest first, as read_history gives them; kNotFound: it has none.
using ReadSubject = std::function<Status(const std::string& subject, const TakeHistory& take)>;

struct PersonEvent {
  std::string stream;  // the subject under which it was recorded
  HistoryItem item;
  Micros occurred;
};

struct PersonRecord {
  std::string subject;               // that the person goes by
  std::vector<std::string> streams;  // all that hold something of the person, `subject` first
  // Of these, and of others that were merged into the person's: where nothing of anybody else is but what
  // was put down to others later. `subject` first.
  std::vector<std::string> own;
  std::vector<PersonEvent> events;  // as they happened
  // Folded from `events` alone: a moment's version is 1 + the event's place there, and tokens are
  // ids as the events show them.
  Customer state;
};

// Follows merges, and contacts that were put down to other persons later. With names hidden it cannot
// see who was merged with whom: only the one stream is shown. kRejected: more than kMaxPersonEvents.
Result<PersonRecord> read_person(const ReadSubject& read, std::string_view subject);

// For a person at a terminal, and one JSON object in one line. kCorrupt: an event does not read.
Result<std::string> person_text(const PersonRecord& record);
Result<std::string> person_json(const PersonRecord& record);

}  // namespace dangol
