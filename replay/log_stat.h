// What is in a log: counts, from the entries and cores alone.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "events/ids.h"
#include "events/outcome.h"
#include "replay/log_walk.h"
#include "store/event_log.h"

namespace dangol {

struct LogStat {
  std::uint64_t records = 0;
  std::uint64_t streams = 0;
  std::uint64_t entry_and_core_bytes = 0;
  std::uint64_t words_bytes = 0;
  std::map<std::string, std::uint64_t> types;  // count by type, `contact.started`
  std::optional<Micros> first_recorded;
  std::optional<Micros> last_recorded;
  std::optional<Micros> first_occurred;  // earliest, not first in the log
  std::optional<Micros> last_occurred;
};

Result<LogStat> stat_log(const LogReader& log, PartitionId partition, const ReadProgress& progress);

}  // namespace dangol
