#include "tests/simulation/seams.h"

namespace dangol::simulation {

Seams& seams() {
  thread_local Seams of_this_thread;
  return of_this_thread;
}

}  // namespace dangol::simulation
