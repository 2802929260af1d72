// Who looks at personal data, from where, and what for: what stands in the record of it.
#pragma once

#include <string>

#include "events/schema_model.h"

namespace dangol {

struct Viewer {
  std::string account;  // `staff/<account>`
  std::string from;     // network address or terminal
  // kUnset: nothing is opened, and nothing recorded of it.
  Purpose purpose = Purpose::kUnset;
  std::string reason = {};  // must be given for an export
};

}  // namespace dangol
