#include "store/log_fragments.h"

#include "store/crc32c.h"

namespace dangol {

std::uint32_t little_u32(const char* in) {
  std::uint32_t value = 0;
  for (int i = 3; i >= 0; --i) value = (value << 8) | static_cast<unsigned char>(in[i]);
  return value;
}

std::optional<Fragment> fragment_at(std::string_view block) {
  if (block.size() < kFragmentHeaderBytes) return std::nullopt;
  const auto type = static_cast<std::uint8_t>(block[6]);
  const std::size_t length = little_u32(block.data() + 3) >> 8 & 0xffff;
  if (type < 1 || type > 4 || block.size() < kFragmentHeaderBytes + length) {
    return std::nullopt;
  }
  const std::uint32_t crc = crc32c(block.substr(6, 1 + length));
  const std::uint32_t masked = ((crc >> 15) | (crc << 17)) + 0xa282ead8U;
  if (masked != little_u32(block.data())) return std::nullopt;
  return Fragment{static_cast<FragmentType>(type), block.substr(kFragmentHeaderBytes, length)};
}

bool whole_to_the_end(std::string_view block) {
  while (block.size() >= kFragmentHeaderBytes) {
    auto fragment = fragment_at(block);
    if (!fragment) return false;
    block.remove_prefix(kFragmentHeaderBytes + fragment->bytes.size());
  }
  return true;
}

}  // namespace dangol
