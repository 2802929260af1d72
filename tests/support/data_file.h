// The public data sets, where they are at hand.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace dangol::test {

// Path of a data set's file, or nothing where the data sets are not at hand: $DANGOL_DATA_DIR, else
// ../shared/data beside the source tree.
inline std::optional<std::string> data_file(const std::string& name) {
  const char* folder = std::getenv("DANGOL_DATA_DIR");
  const std::filesystem::path path =
      (folder == nullptr ? std::filesystem::path(DANGOL_SOURCE_DIR) / "../shared/data"
                         : std::filesystem::path(folder)) /
      name;
  if (!std::filesystem::exists(path)) return std::nullopt;
  return path.string();
}

}  // namespace dangol::test
