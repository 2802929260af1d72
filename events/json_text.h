// Any bytes as a JSON string, quotes included.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "events/utf8.h"

namespace dangol {

// Bytes that are no UTF-8, as a command line or the name of a file may hold, become U+FFFD.
inline std::string json_text(std::string_view text) {
  std::string valid;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) append_utf8(valid, 0xfffd);
    valid += text.substr(0, length);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  std::string quoted;
  append_json_string(quoted, valid);
  return quoted;
}

}  // namespace dangol
