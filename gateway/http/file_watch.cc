#include "gateway/http/file_watch.h"

#include <chrono>
#include <utility>

#include <sys/stat.h>

#include "gateway/http/limits.h"

namespace dangol {

FileWatch::Stamp FileWatch::stamp_of(const std::filesystem::path& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return {};
  // The time of change, not of writing: nobody can set it back.
  return {info.st_ctim.tv_sec, info.st_ctim.tv_nsec, info.st_ino,
          static_cast<std::uint64_t>(info.st_size), true};
}

bool FileWatch::changed() {
  const Micros now = uptime_();
  constexpr std::int64_t kEvery =
      std::chrono::duration_cast<std::chrono::microseconds>(kFilesLookedAtEvery).count();
  if (looked_ && now.value() - looked_->value() < kEvery) return false;
  bool changed = !looked_;
  looked_ = now;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    Stamp stamp = stamp_of(files_[i]);
    if (stamp != seen_[i]) changed = true;
    seen_[i] = stamp;
  }
  return changed;
}

}  // namespace dangol
