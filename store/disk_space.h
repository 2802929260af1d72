// Room on the disk that a store lies on.
//
// Below a low-water mark of free space nothing new is admitted: a refusal costs nothing, while a
// write that fails half-way costs a generation. Should the disk still fill up (others write to it,
// too), a reserve file laid out in good time is given back, so that the databases can be opened
// again: their recovery writes. It is laid out again as soon as there is room for it and the mark.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>

#include "events/outcome.h"

namespace dangol {

// At most this much is kept free: what can be under way when the answer turns to no, which is the
// engine's admission budget as records, the flush of what stands in memory, and a window of the
// index.
inline constexpr std::uint64_t kLowWaterBytes = 256ULL << 20;
// On a small disk the mark is this part of it.
inline constexpr std::uint64_t kLowWaterPart = 100;
// The reserve is this part of the mark: 64 MiB on a disk of 25.6 GB or more. Opening needs a new
// write-ahead log, a manifest and an options file a database, and what must be flushed.
inline constexpr std::uint64_t kReservePart = 4;

struct FileSystemSize {
  std::uint64_t total_bytes = 0;
  std::uint64_t free_bytes = 0;  // for whoever is not root
};
using MeasureFileSystem = std::function<Result<FileSystemSize>(const std::filesystem::path&)>;
// By statvfs().
Result<FileSystemSize> measure_file_system(const std::filesystem::path& dir);

struct DiskSpaceOptions {
  std::optional<std::uint64_t> low_water_bytes;  // nullopt: as the constants above say
  std::optional<std::uint64_t> reserve_bytes;    // 0: no reserve; nullopt: as they say
  MeasureFileSystem measure = measure_file_system;
};

// Thread-safe.
class DiskSpace {
 public:
  // Touches nothing yet. The reserve is the file `reserve` in `dir`.
  DiskSpace(const std::filesystem::path& dir, DiskSpaceOptions options);

  // kUnavailable, with a sentence, while less than the mark is free, or while the reserve has not
  // found room again. Costs one system call.
  Status room();

  // Around every opening of databases: gives the reserve back when space is short, and lays it out
  // when it is not.
  void before_opening();
  void after_opening();

 private:
  std::uint64_t low_water(const FileSystemSize& size) const;
  std::uint64_t reserve_bytes(const FileSystemSize& size) const;
  bool lay_out(std::uint64_t bytes);

  const std::filesystem::path dir_, reserve_;
  const DiskSpaceOptions options_;
  std::mutex mutex_;  // one lays out the reserve at a time
  std::atomic<bool> laid_out_ = false;
};

}  // namespace dangol
