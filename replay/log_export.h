// A log as a folder that any HTTP file server can serve, and any other program can check: the static tree of
// C2SP tlog-tiles, with every checkpoint that was signed.
//
//   DIR/checkpoint              the newest signed checkpoint; written last
//   DIR/checkpoints/SIZE        every one that is kept
//   DIR/tile/L/N[.p/W]          hashes; partial tiles for every checkpoint, until the full one is there
//   DIR/tile/entries/N[.p/W]    entries; with records only
//   DIR/records/N               core and words of the same records; with records only. For each:
//                               core_bytes:4 words_bytes:4 core:* words:*, big-endian
//
// docs/FORMAT.md says more. A folder of hashes tells nothing of any person; entries tell which records
// are of one stream; records are personal data, sealed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "replay/log_walk.h"
#include "store/event_log.h"

namespace dangol {

enum class ExportRecords : std::uint8_t { kNo, kYes };

struct LogExport {
  std::uint64_t records = 0;      // that the newest checkpoint covers
  std::uint64_t checkpoints = 0;  // in the folder
  std::uint64_t files = 0;        // written; those that were there and equal are left alone
};

// Writes what `notes`, signed checkpoints of one log by ascending size, cover. A folder that holds an
// earlier export of the same log is brought up to date. kUsage: no checkpoint; the folder holds something
// else, or records that this export would not bring up to date. kConflict: what the folder holds is of
// another history. kCorrupt: the log is not the one that the newest checkpoint speaks of. kUnavailable:
// the files cannot be written. `progress` counts records of which all is written.
Result<LogExport> export_log(const LogReader& log, PartitionId partition,
                             const std::vector<std::string>& notes,
                             const std::filesystem::path& dir, ExportRecords records,
                             const ReadProgress& progress);

}  // namespace dangol
