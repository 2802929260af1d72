// One line that `dangol append` prints for an event: `12: recorded 0:11 @3`.
#pragma once

#include <cstdint>
#include <sstream>
#include <string>

namespace dangol::test {

struct OutcomeLine {
  explicit OutcomeLine(const std::string& text) {
    std::istringstream words(text);
    char colon = 0;
    words >> line >> colon >> code >> place;
    if (colon != ':') line = 0;
  }
  std::uint64_t line = 0;  // of the input, from 1; 0: not such a line
  std::string code;
  std::string place;
};

}  // namespace dangol::test
