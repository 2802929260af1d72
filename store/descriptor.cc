#include "store/descriptor.h"

#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace dangol {

Descriptor::Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}
Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}
int Descriptor::release() { return std::exchange(fd_, -1); }

Error io_error(std::string_view what, const std::filesystem::path& path, int error) {
  return {ErrorCode::kUnavailable, fmt::format("cannot {} {}: {}", what, path.string(),
                                               std::generic_category().message(error))};
}

}  // namespace dangol
