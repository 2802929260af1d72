// The files of an exported log: names below the folder, and reading and writing them whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "events/outcome.h"

namespace dangol {

inline constexpr const char* kExportCheckpoint = "checkpoint";
inline constexpr const char* kExportCheckpoints = "checkpoints";
inline constexpr const char* kExportTiles = "tile";
inline constexpr const char* kExportEntries = "tile/entries";
inline constexpr const char* kExportRecords = "records";

// `records/x001/234`: of the records whose entries stand in bundle 1234.
std::string export_records_path(std::uint64_t bundle);

// A file's bytes. kNotFound: it is not there. kRejected: it is longer than `most`. kUnavailable: it
// cannot be read.
Result<std::string> read_export_file(const std::filesystem::path& dir, const std::string& name,
                                     std::size_t most);

// Writes files below a folder. One thread.
class ExportWriter {
 public:
  explicit ExportWriter(std::filesystem::path dir) : dir_(std::move(dir)) {}
  // Makes the file hold exactly these bytes; a reader sees the old ones or the new ones. Not durable
  // before sync().
  Status put(const std::string& name, std::string_view bytes);
  Status sync();
  std::uint64_t written() const { return written_; }

 private:
  const std::filesystem::path dir_;
  std::filesystem::path made_;  // the folder that was made last
  std::uint64_t written_ = 0;
};

}  // namespace dangol
