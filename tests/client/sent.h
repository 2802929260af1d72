// Events to send.
#pragma once

#include <string>

#include <fmt/format.h>

#include "events/cloudevents.h"

namespace dangol::test {

inline std::string sent_json(const std::string& subject, const std::string& id) {
  return fmt::format(
      R"({{"specversion":"1.0","id":"{0}","source":"urn:test","type":"contact.started",)"
      R"("subject":"{1}","time":"2026-01-01T10:00:00Z",)"
      R"("data":{{"contactId":"{0}","channel":"chat","direction":"inbound"}}}})",
      id, subject);
}

inline SentEvent sent(const std::string& subject, const std::string& id) {
  return CloudEventsReader().read(sent_json(subject, id)).value();
}

}  // namespace dangol::test
