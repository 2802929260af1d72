// Where a simulation reaches into the product: asked only by its own variants of the product's sources
// (tests/simulation/variants.cmake).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "store/event_log.h"
#include "tests/simulation/mutation.h"

namespace dangol::simulation {

// Records between two snapshots of a stream.
inline constexpr std::uint64_t kSnapshotRecords = 5;

struct Seams {
  // The log that a store opens in place of RocksDB's; empty: RocksDB's.
  std::function<std::unique_ptr<EventLog>()> log;
};
// Of the thread that simulates.
Seams& seams();

}  // namespace dangol::simulation
