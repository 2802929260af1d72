#include "tests/simulation/mutation.h"

#include <atomic>

namespace dangol::simulation {
namespace {
std::atomic<Mutation> in_force = Mutation::kNone;
}

void set_mutation(Mutation mutation) { in_force = mutation; }
bool mutated(Mutation mutation) { return in_force == mutation; }

}  // namespace dangol::simulation
