// What is remembered of the clock from one run of the program to the next: a small text file in the
// data directory. It is no part of the truth: without it the clock is judged by the log alone.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "events/ids.h"
#include "events/outcome.h"

namespace dangol {

struct ClockMark {
  std::string boot;  // names the system's start since which `offset` holds; empty: unknown
  Micros offset;     // wall clock minus time since that start
  // Records may be stamped up to here although the clock is behind: an operator confirmed it.
  Micros forgiven;
  std::string stopped;  // why the clock's events stand still; empty: they do not
  bool operator==(const ClockMark&) const = default;
};

// nullopt: there is none yet. kCorrupt: it is not readable.
Result<std::optional<ClockMark>> read_clock_mark(const std::filesystem::path& path);
// Whole or not at all.
Status write_clock_mark(const std::filesystem::path& path, const ClockMark& mark);

// Names this start of the system; empty when it does not say.
std::string this_boot();

}  // namespace dangol
