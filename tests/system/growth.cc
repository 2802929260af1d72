#include "tests/system/growth.h"

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace dangol::test {

namespace fs = std::filesystem;

Growth::Growth(fs::path folder) : folder_(std::move(folder)), watch_(::inotify_init1(IN_CLOEXEC)) {
  if (watch_ < 0 || ::inotify_add_watch(watch_, folder_.c_str(), IN_MODIFY | IN_CREATE) < 0) {
    throw std::system_error(errno, std::generic_category(), "inotify " + folder_.string());
  }
  for (const auto& file : fs::directory_iterator(folder_)) before_.insert(file.path());
}

Growth::~Growth() { ::close(watch_); }

std::uint64_t Growth::written() const {
  std::uint64_t bytes = 0;
  std::error_code gone;
  for (const auto& file : fs::directory_iterator(folder_)) {
    if (file.path().extension() != ".log" || before_.contains(file.path())) continue;
    const std::uint64_t size = file.file_size(gone);
    if (!gone) bytes += size;
  }
  return bytes;
}

bool Growth::wait_for(std::uint64_t bytes, int output) const {
  while (written() < bytes) {
    std::array<pollfd, 2> either{pollfd{watch_, POLLIN, 0}, pollfd{output, POLLIN, 0}};
    if (::poll(either.data(), either.size(), -1) < 0 && errno != EINTR) return false;
    if (either[1].revents != 0) return false;
    std::array<char, 65536> events;
    if (either[0].revents != 0 && ::read(watch_, events.data(), events.size()) < 0) return false;
  }
  return true;
}

}  // namespace dangol::test
