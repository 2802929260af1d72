// One run of the product from one seed: a plan of what happens, and what was found to be wrong.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events/ids.h"

namespace dangol::simulation {

// What the log stands on.
enum class Ground : std::uint8_t { kMemory, kDisk };
const char* to_string(Ground ground);

enum class Act : std::uint8_t {
  kSend,    // one batch of events
  kSteps,   // some actors go on
  kSettle,  // until nobody has anything to do
  kPass,    // time passes
  kClock,   // somebody sets the wall clock, or says that it is right
  kRing,    // who is due is asked
  kFail,    // something fails, once or from now on
  kHeal,    // nothing fails any more
  kPower,   // the power will go, soon
  kTidy,    // databases are flushed and compacted
  kForget,  // somebody is forgotten, or some of their words or keys
  kFollow,  // a projection is brought up to the log, and compared with a replay
  kRot,     // a file of a copy is damaged at rest
  kRival,   // another owner claims the log
  kCrash,   // the process ends, whatever is on its way; another begins
  kRead,    // the whole store is compared with the model
};
const char* to_string(Act act);

// Its choices come from its own seed, so that leaving out others changes nothing of them.
struct Action {
  Act act = Act::kSettle;
  std::uint64_t seed = 0;
};

struct Plan {
  std::uint64_t seed = 0;
  Ground ground = Ground::kMemory;
  std::vector<Action> actions;
};

// The plan of a seed.
Plan plan_of(std::uint64_t seed, Ground ground);

struct Report {
  std::vector<std::string> findings;  // empty: all is well
  Hash digest;                        // of the trace
  std::vector<std::string> trace;
  std::uint64_t events = 0;   // that were sent
  std::uint64_t records = 0;  // at the end
  std::uint64_t crashes = 0;
};

Report play(const Plan& plan);

// With what is switched off (mutation.h): the seeds that were played until something was wrong, 0: nothing was; and
// what was.
struct Caught {
  std::uint64_t seeds = 0;
  std::string finding;
};
Caught catch_mutation(const std::vector<Ground>& grounds, std::uint64_t first, std::uint64_t last);

// A plan with fewer actions that still fails; plays at most so many times.
Plan shrink(const Plan& plan, int plays);

}  // namespace dangol::simulation
