// How long the name of a log may be.
#pragma once

#include <cstddef>

#include "events/limits.h"

namespace dangol {

inline constexpr std::size_t kMaxOriginBytes = 200;
// A key of that name stands as one fact in the record that announces it: `name+id+base64`.
static_assert(kMaxOriginBytes + 1 + 8 + 1 + 44 <= kMaxFactBytes);

}  // namespace dangol
