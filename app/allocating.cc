#include "app/allocating.h"

#include <cstddef>

#include <malloc.h>
#include <sys/prctl.h>

// jemalloc's, in programs that are linked with it.
extern "C" __attribute__((weak)) int mallctl(const char* name, void* old, std::size_t* old_size,
                                             void* next, std::size_t next_size);

namespace dangol {

void allocate_for(Pace pace) {
  // Of the whole process; the kernel splits none of the huge pages that are there, but what is freed of
  // them goes, and is not made whole again behind our back (khugepaged).
  static_cast<void>(::prctl(PR_SET_THP_DISABLE, pace == Pace::kRest ? 1 : 0, 0, 0, 0));
  if (pace == Pace::kWork) return;
  if (mallctl != nullptr) {
    // 4096: of all arenas (MALLCTL_ARENAS_ALL).
    static_cast<void>(mallctl("arena.4096.purge", nullptr, nullptr, nullptr, 0));
  } else {
    ::malloc_trim(0);
  }
}

}  // namespace dangol
