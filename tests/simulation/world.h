// One process of the product on one thread: a store, a generation of the engine on it, and a clock. Does what the
// engine's keeper does (actors/engine.cc): when a generation has ended, all of it is dropped, the store is opened
// again, and another begins.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/admission.h"
#include "actors/clock_watch.h"
#include "actors/generation.h"
#include "store/store.h"
#include "tests/simulation/findings.h"
#include "tests/simulation/stepper.h"
#include "tests/simulation/trace.h"

namespace dangol::simulation {

struct WorldOptions {
  std::filesystem::path dir;
  Entropy* entropy = nullptr;
  rocksdb::Env* env = nullptr;
  std::uint32_t shards = 2;
  std::size_t awake_bytes = 0;  // of streams in memory: little, so that they sleep often
  IndexOptions index;
};

class World {
 public:
  World(WorldOptions options, Findings& findings, Trace& trace);
  ~World();

  Micros now{1'469'585'220'000'000};  // 2016-07-27T11:07:00+09:00
  Micros uptime{3'600'000'000};
  void pass(Micros time);
  // Somebody sets the wall clock.
  void set_clock(Micros by) { now = Micros(now.value() + by.value()); }
  // An operator says that it is right.
  void confirm_clock();

  // A process begins. An error: it cannot, and none runs.
  Status start();
  // The process is dead: nothing that it was about to do is done, nobody is answered. What it would still
  // write must be kept from the disk before.
  void kill();
  // A store is open, or was and can be opened again.
  bool runs_store() const { return store_ != nullptr; }
  Store& store() { return *store_; }

  // Hands in events; an error means that nothing was admitted. `done` is not called once the process is dead.
  Status submit(std::vector<SentEvent> events, AppendOptions options, AppendDone done);
  Status ring();
  // One actor, or reader, goes on. False when none has anything to do.
  bool step(Dice& dice);
  // Until none has anything to do and a generation stands; an error: none can begin now.
  Status settle(Dice& dice);
  // Why the generation has ended; empty while it stands.
  const std::string& ended() const { return ended_; }
  // After a generation has ended.
  Status open_again(Dice& dice);
  // The generation is taken down in good order; the store stays open. REQUIRES: settled.
  void rest();
  // Another generation begins.
  Status begin();

 private:
  const WorldOptions options_;
  Findings& findings_;
  Trace& trace_;
  Stepper stepper_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<ClockWatch> watch_;
  std::unique_ptr<Admission> admission_;
  std::unique_ptr<Generation> generation_;
  std::shared_ptr<bool> alive_;
  std::string ended_;
  std::uint64_t unanswered_ = 0;
};

}  // namespace dangol::simulation
