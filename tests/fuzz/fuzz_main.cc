// One target under libFuzzer:
//
//   dangol_fuzz --target=events CORPUS [libFuzzer's options]
//   dangol_fuzz --seeds=FOLDER                writes the seeds, a folder a target
//   dangol_fuzz --targets                     names the targets
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "tests/fuzz/fuzz.h"

namespace dangol::fuzz {
namespace {

const Target* chosen = nullptr;

void write_seeds(const std::filesystem::path& folder) {
  for (const Target& target : targets()) {
    std::filesystem::create_directories(folder / target.name);
    std::size_t number = 0;
    for (const std::string& seed : target.seeds()) {
      std::ofstream(folder / target.name / ("seed" + std::to_string(++number)), std::ios::binary)
          << seed;
    }
  }
}

}  // namespace
}  // namespace dangol::fuzz

extern "C" int LLVMFuzzerInitialize(int* count, char*** values) {
  using namespace dangol::fuzz;
  int kept = 0;
  for (int i = 0; i < *count; ++i) {
    const std::string_view value = (*values)[i];
    if (value.starts_with("--seeds=")) {
      write_seeds(std::string(value.substr(8)));
      std::exit(0);
    }
    if (value == "--targets") {
      for (const Target& target : targets()) std::printf("%s\n", target.name);
      std::exit(0);
    }
    if (value.starts_with("--target=")) {
      for (const Target& target : targets()) {
        if (value.substr(9) == target.name) chosen = &target;
      }
    } else {
      (*values)[kept++] = (*values)[i];
    }
  }
  *count = kept;
  if (chosen == nullptr) {
    std::fprintf(stderr, "--target=NAME: one of");
    for (const Target& target : targets()) std::fprintf(stderr, " %s", target.name);
    std::fprintf(stderr, "\n");
    std::exit(2);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  dangol::fuzz::chosen->run({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
