// Text as a JSON string, quotes included. REQUIRES: valid UTF-8.
#pragma once

#include <string>
#include <string_view>

#include "events/utf8.h"

namespace dangol {

inline std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

}  // namespace dangol
