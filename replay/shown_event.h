// Whether an event that somebody shows as JSON is the one that a record holds, as far as a stranger can tell:
// ids are opaque to a stranger, and words without their key are.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "events/json_check.h"

namespace dangol {

// Where `shown` says something else than `known`, a path as `data.text`; nullopt: nowhere. In place of a text
// of `opaque` any text may be shown, and words that are not opened may be shown as sealed or as erased.
std::optional<std::string> shown_otherwise(const JsonTape& known, std::uint32_t known_at,
                                           const JsonTape& shown, std::uint32_t shown_at,
                                           const std::set<std::string>& opaque);

}  // namespace dangol
