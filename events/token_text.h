// A stream's token as text.
#pragma once

#include <optional>
#include <string_view>

#include "events/ids.h"

namespace dangol {

// Of 32 hexadecimal digits, of either case; to_hex() writes the lower one. nullopt: it is none.
std::optional<StreamToken> parse_token(std::string_view hex);

}  // namespace dangol
