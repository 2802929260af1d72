#include "events/token_text.h"

#include <charconv>
#include <system_error>

namespace dangol {

std::optional<StreamToken> parse_token(std::string_view hex) {
  StreamToken token;
  if (hex.size() != 2 * token.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < token.bytes.size(); ++i) {
    const char* byte = hex.data() + 2 * i;
    const auto [end, error] = std::from_chars(byte, byte + 2, token.bytes[i], 16);
    if (error != std::errc() || end != byte + 2) return std::nullopt;
  }
  return token;
}

}  // namespace dangol
