// A policy that is a number, of those that no figure and no decision uses: periods of our own duties.
#pragma once

#include <cstdint>
#include <string_view>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/store.h"

namespace dangol {

struct PolicyBounds {
  std::string_view name;       // `access.months`
  std::uint32_t standard = 0;  // until one is set
  std::uint32_t least = 0;
  std::uint32_t most = 0;
};

// The value that `policy/main` gives it as of `now`; values that are no such number do not hold.
Result<std::uint32_t> policy_number(Store& store, const PolicyBounds& policy, Micros now);

}  // namespace dangol
