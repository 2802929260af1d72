// Runs the actors of a generation on the caller's thread, one message at a time, in an order that dice
// choose. Messages from one actor to another keep their order, as CAF promises; nothing else does.
#pragma once

#include <deque>
#include <functional>

#include "actors/scheduling.h"
#include "tests/simulation/dice.h"

namespace caf::scheduler {
class test_coordinator;
}

namespace dangol::simulation {

class Stepper final : public Stepping {
 public:
  void configure(caf::actor_system_config& config) override;
  void begin(caf::actor_system& system) override;
  void end() override;
  void later(std::function<void()> job) override { readings_.push_back(std::move(job)); }

  // Actors with a message, and readings that wait.
  std::size_t ready() const;
  void clear() { readings_.clear(); }
  // Lets one of them go on. REQUIRES: ready() > 0.
  void step(Dice& dice);

 private:
  caf::scheduler::test_coordinator* actors_ = nullptr;
  std::deque<std::function<void()>> readings_;
};

}  // namespace dangol::simulation
