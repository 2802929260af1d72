// What the process weighs, as the allocator and the kernel tell it.
#pragma once

namespace dangol::bench {

// Bytes that the allocator has given out (jemalloc: stats.allocated).
double allocated_bytes();
// Resident memory of the process in MiB: now, and at its highest.
double resident_mib();
double peak_mib();
// Processor time that the process has used, all threads.
double cpu_seconds();

}  // namespace dangol::bench
