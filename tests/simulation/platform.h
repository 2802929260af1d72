// What a store stands on, and how that fails: the log in memory, whose writes end as they are told to; or databases on
// a disk that loses, refuses and fills up.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "events/ids.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/simulation.h"

namespace rocksdb {
class Env;
}

namespace dangol::simulation {

class Platform {
 public:
  // Its files in `dir`. `pass`: makes time pass.
  using Pass = std::function<void(Micros)>;
  static std::unique_ptr<Platform> make(Ground ground, const std::filesystem::path& dir, Pass pass);
  virtual ~Platform() = default;

  virtual rocksdb::Env* env() = 0;
  // Something fails, once or from now on. Says what.
  virtual std::string fail(Dice& dice) = 0;
  virtual bool faulty() const = 0;
  virtual void heal() = 0;
  // The power will go. Says when.
  virtual std::string power(Dice& dice) = 0;
  // Nothing fails, and the power stays.
  virtual void calm() = 0;
  // Whatever the process does now, nothing of it reaches anybody.
  virtual bool dead() const = 0;
  // The process ends here. Says how.
  virtual std::string die(Dice& dice) = 0;
  // Another may begin. REQUIRES: the process is gone.
  virtual void revive(Dice& dice) = 0;
  virtual std::string tidy(Dice& dice) = 0;
};

}  // namespace dangol::simulation
