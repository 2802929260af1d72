#include "gateway/frame.h"

#include <bit>

#include <fmt/format.h>

namespace dangol {

namespace {

// "dgl1" in the first four bytes, the length in the last four.
constexpr std::uint64_t kMagic = 0x316c6764;
static_assert(std::endian::native == std::endian::little);

}  // namespace

std::uint64_t frame_head(std::size_t words) {
  return kMagic | static_cast<std::uint64_t>(words * sizeof(std::uint64_t)) << 32;
}

Result<std::size_t> frame_words(std::uint64_t head, std::size_t max_bytes) {
  if ((head & 0xffffffff) != kMagic) {
    return Error{ErrorCode::kRejected, "what came is no frame of this protocol"};
  }
  const std::size_t bytes = head >> 32;
  if (bytes > max_bytes) {
    return Error{ErrorCode::kRejected,
                 fmt::format("a message of {} bytes: at most {} are taken", bytes, max_bytes)};
  }
  if (bytes == 0 || bytes % sizeof(std::uint64_t) != 0) {
    return Error{ErrorCode::kRejected,
                 fmt::format("a message of {} bytes: not a multiple of 8", bytes)};
  }
  return bytes / sizeof(std::uint64_t);
}

}  // namespace dangol
