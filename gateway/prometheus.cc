#include "gateway/prometheus.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

namespace dangol {

namespace {

// In a label's value.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    out += c == '\n' ? std::string("\\n") : std::string(1, c);
  }
  return out;
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

void PrometheusText::family(std::string_view name, std::string_view type, std::string_view help) {
  name_ = name;
  text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

void PrometheusText::sample(std::string_view suffix, Labels labels, double value) {
  text_ += name_;
  text_ += suffix;
  char before = '{';
  for (const auto& [name, of] : labels) {
    text_ += fmt::format("{}{}=\"{}\"", before, name, escaped(of));
    before = ',';
  }
  text_ += fmt::format("{} {}\n", before == ',' ? "}" : "", value);
}

void PrometheusText::gauge(std::string_view name, std::string_view help, double value) {
  family(name, "gauge", help);
  sample({}, value);
}

void PrometheusText::counter(std::string_view name, std::string_view help, double value) {
  family(name, "counter", help);
  sample({}, value);
}

void add_process_metrics(PrometheusText& text) {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  text.counter("process_cpu_seconds_total", "Processor time, of user and system, in seconds.",
               seconds(usage.ru_utime) + seconds(usage.ru_stime));
  std::ifstream memory("/proc/self/statm");
  double pages = 0, resident = 0;
  if (memory >> pages >> resident) {
    const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
    text.gauge("process_virtual_memory_bytes", "Virtual memory, in bytes.", pages * page);
    text.gauge("process_resident_memory_bytes", "Resident memory, in bytes.", resident * page);
  }
  std::error_code failed;
  double open = 0;
  for (std::filesystem::directory_iterator at("/proc/self/fd", failed), end; !failed && at != end;
       at.increment(failed)) {
    ++open;
  }
  if (!failed) text.gauge("process_open_fds", "Open file descriptors.", open);
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    text.gauge("process_max_fds", "File descriptors that may be open.",
               static_cast<double>(limit.rlim_cur));
  }
}

}  // namespace dangol
