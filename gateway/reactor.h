// Says what only several customers together show: that a product, topic and symptom became a problem.
// Follows the log of a running writer through its read models and records problem.detected, once a
// problem, whatever ends in between: what was not said yet is seen by whoever follows next.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>

#include "actors/engine.h"
#include "events/clock.h"
#include "events/outcome.h"
#include "gateway/limits.h"
#include "replay/read_models.h"

namespace dangol {

class Reactor {
 public:
  struct Options {
    Clock clock = system_clock();
    // Events that came together are looked at together.
    std::chrono::milliseconds pause = kReactionPause;
    // A writer that has been there for so long looks once at what an earlier one may have left.
    std::chrono::milliseconds first_look = kFirstReaction;
    // What a writer that ends spends on read models that are behind.
    std::chrono::milliseconds last_look = kLastReaction;
    // File that stands while there may be something to look at: who is killed leaves it, and the next
    // one looks. Empty: none.
    std::filesystem::path mark = {};
  };
  // Both outlive it.
  Reactor(Engine& engine, ReadModels& models, const Options& options);
  Reactor(Engine& engine, ReadModels& models) : Reactor(engine, models, Options()) {}
  // Looks a last time at what it was told of.
  ~Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  // There are new records that may show a problem. Never waits. Thread-safe.
  void told();
  // Looks now, at everything; how many problems were named. Not while another thread does.
  Result<std::size_t> look();

 private:
  void run();
  // Whether it could.
  bool look_a_last_time();

  Engine& engine_;
  ReadModels& models_;
  const Options options_;
  // Problems that are not to be said: they are looked up once a process.
  std::unordered_set<std::string> passed_over_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool news_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace dangol
