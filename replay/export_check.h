// Checks an exported log (replay/log_export.h) with nothing but the folder and what is known from outside:
// its origin, a key, and which witnesses must have seen it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "events/outcome.h"
#include "replay/log_check.h"
#include "store/merkle_policy.h"

namespace dangol {

struct ExportCheck {
  TrustedCheckpoint newest;
  std::uint64_t checkpoints = 0;  // beside the newest, each signed and of the same history
  std::uint64_t tiles = 0;        // files, also those of earlier checkpoints
  bool with_records = false;      // entries, cores and words are there, and were checked
  LogCheck log;                   // of the records, where they are there
};

// kRejected: the newest checkpoint is not to be believed. kCorrupt, naming file or place: something does
// not agree with it. `known`: further roots that the log must have had. Files that no export has are not
// looked at.
Result<ExportCheck> check_export(const std::filesystem::path& dir, const LogTrust& trust,
                                 const std::vector<KnownRoot>& known, const ReadProgress& progress);

}  // namespace dangol
