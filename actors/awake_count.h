// How many streams are in memory: told by the shards, read by anyone.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace dangol {

struct AwakeCount {
  std::atomic<std::size_t> streams{0};
  std::atomic<std::size_t> bytes{0};          // as weighed when each was last used
  std::atomic<std::uint64_t> woken{0};        // streams brought into memory, ever
  std::atomic<std::uint64_t> fell_asleep{0};  // and let go
};

}  // namespace dangol
