// One run: a process of the product (world.h) on a platform that fails (platform.h), senders, and the comparison of what
// is there with what was answered.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "tests/simulation/audit.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/erasures.h"
#include "tests/simulation/findings.h"
#include "tests/simulation/model.h"
#include "tests/simulation/platform.h"
#include "tests/simulation/simulation.h"
#include "tests/simulation/trace.h"
#include "tests/simulation/workload.h"
#include "tests/simulation/world.h"
#include "tests/support/seeded_entropy.h"
#include "tests/support/temp_dir.h"

namespace dangol::simulation {

class Run {
 public:
  explicit Run(const Plan& plan);
  Report play();

 private:
  WorldOptions options_of(const Plan& plan);
  void act(Act act, Dice& dice);

  // What happens (run_acts.cc).
  void send(Dice& dice);
  void rival(Dice& dice);
  void forget(Dice& dice);
  void destroy_keys(Dice& dice);
  void follow(Dice& dice);
  void rot(Dice& dice);
  std::string exchange_derived(const std::filesystem::path& dir, Dice& dice);
  void crash(Dice& dice);
  void read(Dice& dice);
  void end();

  // False when nobody has anything to do, or nobody can.
  bool step(Dice& dice) { return !platform_->dead() && world_.step(dice); }
  void settle(Dice& dice);
  void end_process(Dice& dice);
  void look_for_words();
  bool stopped() const { return platform_->dead() || !findings_.none(); }
  // Opens what is to be opened, as often as it takes: whatever stands in the way is mended, now or later, and a process
  // that loses its power is followed by another.
  template <class Opening>
  void open(Dice& dice, const Opening& opening) {
    Status opened = opening();
    for (int tries = 0; !opened.ok() || platform_->dead(); ++tries) {
      if (platform_->dead()) {
        end_process(dice);
        opened = world_.start();
        continue;
      }
      trace_.add("  does not open");
      if (!platform_->faulty() || tries > kOpenings) {
        return findings_.add("the store does not open: " + opened.error().message);
      }
      if (dice.chance(50)) platform_->heal();
      opened = world_.runs_store() ? world_.open_again(dice) : world_.start();
    }
  }
  static constexpr int kOpenings = 40;  // before all that fails is healed for good

  const Plan& plan_;
  Report report_;
  test::TempDir dir_;
  std::unique_ptr<Platform> platform_;
  test::SeededEntropy entropy_;
  Findings findings_;
  Trace trace_;
  Workload workload_;
  Model model_{findings_};
  Erasures erasures_{model_, findings_};
  Audit audit_{model_, erasures_, findings_};
  World world_;
};

}  // namespace dangol::simulation
