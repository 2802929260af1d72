// The promises that can be switched off, one at a time, to prove that the simulation would notice. Only
// the simulation's own variants of the product's sources ask (tests/simulation/variants.cmake).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace dangol::simulation {

enum class Mutation : std::uint8_t {
  kNone,
};

// In force in this process. Set it while nothing runs.
void set_mutation(Mutation mutation);
bool mutated(Mutation mutation);

struct MutationName {
  Mutation mutation;
  std::string_view name;
  std::string_view meaning;
};
inline constexpr std::array<MutationName, 0> kMutations{};

}  // namespace dangol::simulation
