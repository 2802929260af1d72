#include "bench/support/process.h"

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>

#include <jemalloc/jemalloc.h>
#include <sys/resource.h>

namespace dangol::bench {

namespace {

double status_mib(std::string_view name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name)) return std::strtod(line.c_str() + name.size(), nullptr) / 1024;
  }
  return 0;
}

}  // namespace

double allocated_bytes() {
  std::uint64_t epoch = 1;
  std::size_t size = sizeof(epoch);
  mallctl("epoch", &epoch, &size, &epoch, size);
  std::size_t bytes = 0;
  size = sizeof(bytes);
  mallctl("stats.allocated", &bytes, &size, nullptr, 0);
  return static_cast<double>(bytes);
}

double resident_mib() { return status_mib("VmRSS:"); }
double peak_mib() { return status_mib("VmHWM:"); }

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace dangol::bench
