// How jemalloc serves our programs. Linked into programs only; a library leaves this to its host.
//
// A hundred thousand customers are some hundred megabytes that are touched at random, a few kilobytes
// at a time: with small pages every touch is a page walk. And what one thread allocates another frees:
// memory that is given back to the system at once is asked for again a moment later. A program that has
// nothing to do gives it back all the same: app/allocating.h.

// Read by jemalloc before main() begins.
extern "C" const char* malloc_conf;
const char* malloc_conf =
    "thp:always,metadata_thp:always,dirty_decay_ms:30000,muzzy_decay_ms:30000";
