#include "tests/simulation/stepper.h"

#include <algorithm>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>
#include <caf/scheduler/test_coordinator.hpp>

namespace dangol::simulation {

void Stepper::configure(caf::actor_system_config& config) {
  config.set("scheduler.policy", caf::atom("testing"));
}

void Stepper::begin(caf::actor_system& system) {
  actors_ = &dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
}

void Stepper::end() {
  readings_.clear();
  while (actors_->try_run_once()) {
  }
  actors_ = nullptr;
}

std::size_t Stepper::ready() const {
  return readings_.size() + (actors_ != nullptr ? actors_->jobs.size() : 0);
}

void Stepper::step(Dice& dice) {
  const std::size_t chosen = dice.pick(ready());
  if (chosen < readings_.size()) {
    const auto job = std::move(readings_[chosen]);
    readings_.erase(readings_.begin() + static_cast<std::ptrdiff_t>(chosen));
    job();
    return;
  }
  const auto first = actors_->jobs.begin();
  const auto next = first + static_cast<std::ptrdiff_t>(chosen - readings_.size());
  std::rotate(first, next, next + 1);
  actors_->run_once();
}

}  // namespace dangol::simulation
