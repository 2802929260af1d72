// Tells when files were replaced or changed, without looking too often.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "events/clock.h"

namespace dangol {

// Not thread-safe.
class FileWatch {
 public:
  FileWatch(std::vector<std::filesystem::path> files, Clock uptime)
      : files_(std::move(files)), uptime_(std::move(uptime)), seen_(files_.size()) {}

  // Whether one of them is another than at the last look, or was never looked at. Looks at most every
  // kFilesLookedAtEvery; between two looks nothing has changed.
  bool changed();
  // What was found could not be read: the next look finds a change.
  void look_again() { seen_.assign(files_.size(), Stamp{.seconds = -1}); }

 private:
  // What tells one state of a file from another.
  struct Stamp {
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0;
    std::uint64_t inode = 0;
    std::uint64_t bytes = 0;
    bool there = false;
    bool operator==(const Stamp&) const = default;
  };
  static Stamp stamp_of(const std::filesystem::path& file);

  std::vector<std::filesystem::path> files_;
  Clock uptime_;
  std::vector<Stamp> seen_;
  std::optional<Micros> looked_;
};

}  // namespace dangol
