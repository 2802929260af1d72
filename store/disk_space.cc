#include "store/disk_space.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/descriptor.h"

namespace dangol {
namespace {

constexpr std::uint64_t kMiB = 1 << 20;

Error too_full(const std::filesystem::path& dir, std::uint64_t free, std::uint64_t kept) {
  return {ErrorCode::kUnavailable,
          fmt::format("the disk under {} has {} MiB free, and {} MiB are kept free: nothing is "
                      "recorded until there is more",
                      dir.string(), free / kMiB, (kept + kMiB - 1) / kMiB)};
}

std::uint64_t allocated_bytes(const std::filesystem::path& file) {
  struct stat info {};
  return ::stat(file.c_str(), &info) == 0 ? static_cast<std::uint64_t>(info.st_blocks) * 512 : 0;
}

}  // namespace

Result<FileSystemSize> measure_file_system(const std::filesystem::path& dir) {
  struct statvfs size {};
  if (::statvfs(dir.c_str(), &size) != 0) {
    return io_error("measure the disk under", dir, errno);
  }
  return FileSystemSize{size.f_blocks * size.f_frsize, size.f_bavail * size.f_frsize};
}

DiskSpace::DiskSpace(const std::filesystem::path& dir, DiskSpaceOptions options)
    : dir_(dir), reserve_(dir / "reserve"), options_(std::move(options)) {}

std::uint64_t DiskSpace::low_water(const FileSystemSize& size) const {
  return options_.low_water_bytes.value_or(
      std::min(kLowWaterBytes, size.total_bytes / kLowWaterPart));
}

std::uint64_t DiskSpace::reserve_bytes(const FileSystemSize& size) const {
  return options_.reserve_bytes.value_or(low_water(size) / kReservePart);
}

Status DiskSpace::room() {
  auto size = options_.measure(dir_);
  if (!size.ok()) return size.error();
  const std::uint64_t free = size.value().free_bytes;
  const std::uint64_t mark = low_water(size.value());
  if (free < mark) return too_full(dir_, free, mark);
  if (laid_out_.load(std::memory_order_acquire)) return Done{};
  const std::uint64_t reserve = reserve_bytes(size.value());
  if (free < mark + reserve || !lay_out(reserve)) return too_full(dir_, free, mark + reserve);
  return Done{};
}

void DiskSpace::before_opening() {
  auto size = options_.measure(dir_);
  if (!size.ok()) return;
  const std::lock_guard lock(mutex_);
  if (size.value().free_bytes >= low_water(size.value())) {
    laid_out_.store(allocated_bytes(reserve_) >= reserve_bytes(size.value()));  // by an earlier run
    return;
  }
  std::error_code ignored;
  std::filesystem::remove(reserve_, ignored);
  laid_out_.store(false, std::memory_order_release);
}

void DiskSpace::after_opening() { static_cast<void>(room()); }

// Allocated, not only as long as that: on a full disk a file of holes would give nothing back.
bool DiskSpace::lay_out(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  if (laid_out_.load(std::memory_order_acquire)) return true;
  bool done = bytes == 0;
  if (!done) {
    const Descriptor file(
        ::open(reserve_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.valid()) return false;
    done = ::posix_fallocate(file.get(), 0, static_cast<off_t>(bytes)) == 0;
    std::error_code ignored;
    if (!done) std::filesystem::remove(reserve_, ignored);
  }
  laid_out_.store(done, std::memory_order_release);
  return done;
}

}  // namespace dangol
