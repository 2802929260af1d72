// How CAF shares its work among threads here.
#pragma once

#include <cstddef>

namespace caf {
class actor_system_config;
}

namespace dangol {

// Actors of a system made with `config` run in one shared queue (actors/job_queue.h), by `threads` workers; 0: as many as
// CAF takes by itself. To be called once, before the system is made.
void share_work(caf::actor_system_config& config, std::size_t threads);

}  // namespace dangol
