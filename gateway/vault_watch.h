// Watches over the vaults of a running writer: what should be final, or gone, is said.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "actors/engine.h"
#include "events/clock.h"

namespace dangol {

// Says each alarm once a day while it lasts.
class VaultWatch {
 public:
  using Say = std::function<void(const std::string&)>;
  // `engine` outlives this. Looks at once, and then every kVaultWatchEvery, on a thread of its own, on
  // which `say` is called too.
  VaultWatch(Engine& engine, Say say, Clock clock = system_clock());
  ~VaultWatch();
  VaultWatch(const VaultWatch&) = delete;
  VaultWatch& operator=(const VaultWatch&) = delete;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// One look: tells the log of a rotation that it does not know yet, ends what no law keeps any more if the
// key to it is there, and gives what is due, a sentence each, also what went wrong with looking. Not inside
// Engine::read.
std::vector<std::string> watch_vaults(Engine& engine, Micros now);

}  // namespace dangol
