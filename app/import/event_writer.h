// Writes one event of a row as a CloudEvent in JSON.
#pragma once

#include <string>

#include "app/import/mapping.h"

namespace dangol::importing {

class EventWriter {
 public:
  explicit EventWriter(const Mapping& mapping) : mapping_(mapping) {}

  enum class Written { kEvent, kNotMeant, kFailed };

  // Fills `json`, or says that the event's `when` does not hold. kFailed: see `situation.failure`.
  // `order` places the event among those of its file.
  Written write(const EventSpec& event, Situation& situation, const Group& group,
                std::uint64_t order, std::string& json) const;

 private:
  const Mapping& mapping_;
};

}  // namespace dangol::importing
