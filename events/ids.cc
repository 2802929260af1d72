#include "events/ids.h"

#include <fmt/format.h>

namespace dangol {

std::string to_string(Place place) {
  return fmt::format("{}:{}", place.partition.value(), place.position.value());
}

std::string to_hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (unsigned char byte : bytes) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

}  // namespace dangol
