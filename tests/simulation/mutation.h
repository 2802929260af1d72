// The promises that can be switched off, one at a time, to prove that the simulation would notice. Only its own
// variants of the product's sources ask (tests/simulation/variations.cmake).
#pragma once

#include <string_view>
#include <vector>

namespace dangol::simulation {

struct Mutation {
  std::string_view name;
  std::string_view meaning;
};
// All of them.
const std::vector<Mutation>& mutations();

// From now on this promise is broken, and no other; empty: all are kept. False: there is none by that name.
// REQUIRES: nothing runs.
bool switch_off(std::string_view name);
// Asked by variants. Any thread.
bool off(std::string_view name);

}  // namespace dangol::simulation
