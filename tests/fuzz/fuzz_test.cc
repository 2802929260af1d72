// Every reader of foreign bytes, over what is real, what once was found, and what is spoilt blindly. The long hunt,
// by coverage, is `cmake --preset fuzz`: docs/FAULTS.md.
#include "tests/fuzz/fuzz.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include <gtest/gtest.h>

namespace dangol::fuzz {
namespace {

constexpr int kSpoilt = 3000;

std::vector<std::string> found(const char* target) {
  std::vector<std::string> all;
  const auto folder = std::filesystem::path(DANGOL_SOURCE_DIR) / "tests/fuzz/found" / target;
  if (!std::filesystem::exists(folder)) return all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    all.push_back(bytes.str());
  }
  return all;
}

std::string spoil(std::string bytes, std::mt19937& random) {
  for (std::size_t times = 1 + random() % 4; times > 0 && !bytes.empty(); --times) {
    const std::size_t at = random() % bytes.size();
    switch (random() % 5) {
      case 0: bytes[at] = static_cast<char>(bytes[at] ^ (1 << random() % 8)); break;
      case 1: bytes[at] = static_cast<char>(random()); break;
      case 2: bytes.erase(at, 1 + random() % 8); break;
      case 3: bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 16)); break;
      default: bytes.resize(at); break;
    }
  }
  return bytes;
}

class Fuzzed : public testing::TestWithParam<Target> {};

TEST_P(Fuzzed, TakesWhateverComes) {
  const Target& target = GetParam();
  const std::vector<std::string> seeds = target.seeds();
  ASSERT_FALSE(seeds.empty());
  for (const std::string& bytes : seeds) target.run(bytes);
  for (const std::string& bytes : found(target.name)) target.run(bytes);
  std::mt19937 random(1);
  for (int i = 0; i < kSpoilt; ++i) target.run(spoil(seeds[random() % seeds.size()], random));
}

INSTANTIATE_TEST_SUITE_P(Of, Fuzzed, testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace dangol::fuzz
