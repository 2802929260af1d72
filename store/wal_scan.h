// What a RocksDB write-ahead log holds, read without RocksDB. After one damaged byte in the middle,
// RocksDB's recovery stops there, opens without a word and deletes the rest: batches that were
// acknowledged. The raw files show that there was more.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "events/outcome.h"
#include "store/event_log.h"

namespace dangol {

struct WalScan {
  bool any_file = false;

  // Of the frames that stand whole before the first damage, in the order of the files.
  std::optional<FrameHeader> first, last;
  // The first of them that does not follow the one before it, which is `gap_after`.
  std::optional<FrameHeader> gap_after, gap_before;

  // Where reading had to stop, if anywhere: the end that a crash tore, or damage.
  struct Stop {
    std::string file;
    std::uint64_t offset = 0;
  };
  std::optional<Stop> stop;
  // A batch begins behind the stop, so the stop is damage: a batch is begun only when the one before
  // it is on disk.
  bool more_behind = false;
  // The highest frame that begins anywhere.
  std::optional<FrameHeader> highest;
};

// Reads every file of the write-ahead log in `dir` whose number is at least `first_file`, and checks
// every byte's CRC. Reads only. kUnavailable when a file cannot be read.
Result<WalScan> scan_wal(const std::filesystem::path& dir, std::uint64_t first_file = 0);

}  // namespace dangol
