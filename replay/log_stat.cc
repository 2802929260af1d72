#include "replay/log_stat.h"

#include <algorithm>
#include <unordered_set>

#include "events/record.h"
#include "replay/core_view.h"

namespace dangol {

namespace {

void widen(std::optional<Micros>& first, std::optional<Micros>& last, Micros at) {
  first = first ? std::min(*first, at) : at;
  last = last ? std::max(*last, at) : at;
}

}  // namespace

Result<LogStat> stat_log(const LogReader& log, PartitionId partition,
                         const ReadProgress& progress) {
  LogStat stat;
  std::unordered_set<StreamToken, Bytes16Hasher> streams;
  CoreView view;
  Status walked = walk_log(log, partition, progress,
                           [&](const LogCursor::Item& item, const Entry& entry) -> Status {
                             if (Status read = view.read(item.core); !read.ok()) return read;
                             ++stat.records;
                             streams.insert(entry.stream);
                             stat.entry_and_core_bytes += item.entry.size() + item.core.size();
                             stat.words_bytes += item.words.size();
                             ++stat.types[view.type_name()];
                             widen(stat.first_recorded, stat.last_recorded, entry.recorded_at);
                             widen(stat.first_occurred, stat.last_occurred, view.occurred_at());
                             return Done{};
                           });
  if (!walked.ok()) return walked.error();
  stat.streams = streams.size();
  return stat;
}

}  // namespace dangol
