// Loads that have a name: those of the neutral suite for event stores (github.com/pyeventsourcing/eventstore-benchmarks),
// as near as streams of customers come to them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace dangol {

struct LoadPreset {
  std::string_view name;
  std::string_view means;
  std::size_t connections = 0;  // writers, or readers
  double reads = 0;
  std::size_t feeds = 0;
  std::uint64_t customers = 0;  // streams
  double zipf = 0;
  std::size_t event_bytes = 0;
};

// Sizes and numbers of streams are those of the suite's definitions.
inline constexpr std::array kLoadPresets{
    LoadPreset{"append_only", "one writer", 1, 0, 0, 10'000, 0, 256},
    LoadPreset{"concurrent_writers", "several writers", 4, 0, 0, 10'000, 0, 256},
    LoadPreset{"mixed_read_write", "mostly writes, some streams hot", 8, 0.2, 0, 100'000, 0.99,
               1024},
    LoadPreset{"concurrent_readers", "several readers of what is there", 4, 1, 0, 10'000, 0, 256},
    LoadPreset{"replay", "a reader catches up while others write; over RPC", 4, 0, 1, 10'000, 0,
               256},
};

inline const LoadPreset* find_preset(std::string_view name) {
  for (const LoadPreset& preset : kLoadPresets) {
    if (preset.name == name) return &preset;
  }
  return nullptr;
}

}  // namespace dangol
