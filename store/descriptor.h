// An open file of the operating system, and what is said when it cannot be used.
#pragma once

#include <filesystem>
#include <string_view>

#include "events/outcome.h"

namespace dangol {

// A file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept;
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  int release();

 private:
  int fd_ = -1;
};

// kUnavailable: "cannot WHAT PATH: the reason of `error`", which is an errno.
Error io_error(std::string_view what, const std::filesystem::path& path, int error);

}  // namespace dangol
