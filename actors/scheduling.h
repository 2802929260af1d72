// How CAF shares its work among threads here.
#pragma once

#include <cstddef>
#include <functional>

namespace caf {
class actor_system;
class actor_system_config;
}  // namespace caf

namespace dangol {

// Actors of a system made with `config` run in one shared queue (actors/job_queue.h), by `threads` workers; 0: as many as
// CAF takes by itself. To be called once, before the system is made.
void share_work(caf::actor_system_config& config, std::size_t threads);

// Who runs a generation in place of threads: a simulator, one message at a time, so that one seed is one run. What
// would have threads of its own (the journal, the readers) stands in the same order as everything else.
class Stepping {
 public:
  virtual ~Stepping() = default;
  // Before the system is made: nothing of it may run by itself.
  virtual void configure(caf::actor_system_config& config) = 0;
  virtual void begin(caf::actor_system& system) = 0;
  // Runs what is left, until all actors have ended.
  virtual void end() = 0;
  // Something that a reader is to do, in its turn.
  virtual void later(std::function<void()> job) = 0;
};

}  // namespace dangol
