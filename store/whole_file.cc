#include "store/whole_file.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace dangol {

namespace {

namespace fs = std::filesystem;

Error failed_to(std::string_view what, const fs::path& path, int error) {
  return {ErrorCode::kUnavailable, fmt::format("cannot {} {}: {}", what, path.string(),
                                               std::generic_category().message(error))};
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  const int fd_;
};

}  // namespace

Status sync_directory(const fs::path& dir) {
  const Descriptor fd(::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || ::fsync(fd.get()) != 0) return failed_to("sync the directory", dir, errno);
  return Done{};
}

Status write_whole_file(const fs::path& path, std::string_view text) {
  const fs::path draft = path.string() + ".new";
  {
    const Descriptor fd(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (fd.get() < 0) return failed_to("create", draft, errno);
    if (::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::fsync(fd.get()) != 0) {
      return failed_to("write", draft, errno);
    }
  }
  if (::rename(draft.c_str(), path.c_str()) != 0) return failed_to("rename", draft, errno);
  return sync_directory(path.parent_path());
}

}  // namespace dangol
