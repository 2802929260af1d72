// Which events a reader of the whole log wants.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/outcome.h"
#include "events/schema_model.h"
#include "gateway/http/message.h"

namespace dangol {

// Which events: empty sets take any.
struct EventFilter {
  std::vector<bool> types;  // by the number of the type
  std::optional<StreamKind> kind;
  std::string text;  // as it was asked, for the record of who looks: `type=contact kind=customer`

  bool takes(std::uint16_t type, StreamKind of) const {
    return (types.empty() || (type < types.size() && types[type])) && (!kind || *kind == of);
  }
};
// By `type` (a type, or what stands before one of its dots; may be repeated) and `kind`. kRejected: there is
// no such type or kind.
Result<EventFilter> filter_in(const HttpRequest& request);

}  // namespace dangol
