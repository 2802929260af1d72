// How the allocator serves a program that works, and one that rests.
#pragma once

#include "gateway/rest.h"

namespace dangol {

// Work: memory comes in huge pages where the kernel has them. Rest: what is free goes back to the system,
// and memory comes in small pages, so that little in use is little held. Any thread.
void allocate_for(Pace pace);

}  // namespace dangol
