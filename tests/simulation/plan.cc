#include <algorithm>

#include "tests/simulation/dice.h"
#include "tests/simulation/simulation.h"

namespace dangol::simulation {
namespace {

// How often each happens, of a hundred.
Act choose(Dice& dice) {
  const std::size_t way = dice.pick(100);
  if (way < 42) return Act::kSend;
  if (way < 68) return Act::kSteps;
  if (way < 75) return Act::kSettle;
  if (way < 76) return Act::kFollow;
  if (way < 81) return Act::kPass;
  if (way < 82) return Act::kClock;
  if (way < 86) return Act::kRing;
  if (way < 90) return Act::kFail;
  if (way < 91) return Act::kHeal;
  if (way < 93) return Act::kPower;
  if (way < 94) return Act::kTidy;
  if (way < 96) return Act::kRival;
  if (way < 97) return Act::kCrash;
  if (way < 98) return Act::kForget;
  if (way < 99) return Act::kRot;
  return Act::kRead;
}

}  // namespace

const char* to_string(Ground ground) { return ground == Ground::kMemory ? "memory" : "disk"; }

const char* to_string(Act act) {
  switch (act) {
    case Act::kSend: return "send";
    case Act::kSteps: return "steps";
    case Act::kSettle: return "settle";
    case Act::kPass: return "pass";
    case Act::kClock: return "clock";
    case Act::kRing: return "ring";
    case Act::kFail: return "fail";
    case Act::kHeal: return "heal";
    case Act::kPower: return "power";
    case Act::kTidy: return "tidy";
    case Act::kForget: return "forget";
    case Act::kFollow: return "follow";
    case Act::kRot: return "rot";
    case Act::kRival: return "rival";
    case Act::kCrash: return "crash";
    case Act::kRead: return "read";
  }
  return "";
}

Plan plan_of(std::uint64_t seed, Ground ground) {
  Dice dice(seed);
  Plan plan{seed, ground, {}};
  const std::size_t actions = 40 + dice.pick(80);
  for (std::size_t i = 0; i < actions; ++i) plan.actions.push_back({choose(dice), dice.next()});
  return plan;
}

Caught catch_mutation(const std::vector<Ground>& grounds, std::uint64_t first, std::uint64_t last) {
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    for (const Ground ground : grounds) {
      const Report report = play(plan_of(seed, ground));
      if (!report.findings.empty()) return {seed - first + 1, report.findings.front()};
    }
  }
  return {};
}

Plan shrink(const Plan& plan, int plays) {
  Plan best = plan;
  for (std::size_t part = std::max<std::size_t>(best.actions.size() / 2, 1); plays > 0;) {
    bool smaller = false;
    for (std::size_t from = 0; from < best.actions.size() && plays > 0;) {
      Plan less = best;
      const auto begin = less.actions.begin() + static_cast<std::ptrdiff_t>(from);
      less.actions.erase(
          begin, begin + static_cast<std::ptrdiff_t>(std::min(part, less.actions.size() - from)));
      --plays;
      if (play(less).findings.empty()) {
        from += part;
      } else {
        best = std::move(less);
        smaller = true;
      }
    }
    if (part == 1 && !smaller) break;
    part = std::max<std::size_t>(part / 2, 1);
  }
  return best;
}

}  // namespace dangol::simulation
