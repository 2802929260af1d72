// Random bytes from a seed, so that sealed bytes can be fixed in a golden test. Never linked into
// the program. Not thread-safe.
#pragma once

#include <array>
#include <cstring>

#include "events/sealing_seams.h"

namespace dangol::test {

class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(std::uint64_t seed) : seed_(seed) {}

  void fill(std::span<std::uint8_t> out) override {
    while (!out.empty()) {
      const std::array<std::uint64_t, 2> block{seed_, counter_++};
      const Hash hash = sha256({reinterpret_cast<const char*>(block.data()), sizeof block});
      const std::size_t take = std::min(out.size(), hash.bytes.size());
      std::memcpy(out.data(), hash.bytes.data(), take);
      out = out.subspan(take);
    }
  }

 private:
  std::uint64_t seed_, counter_ = 0;
};

}  // namespace dangol::test
