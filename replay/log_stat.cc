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

Result<LogStat> stat_log(const EventLog& log, PartitionId partition, const ReadProgress& progress) {
  LogStat stat;
  std::unordered_set<StreamToken, Bytes16Hasher> streams;
  CoreView view;
  auto cursor = log.read({partition, Position()}, ReadWords::kYes);
  for (LogCursor::Item item;;) {
    Result<bool> more = cursor->next(item);
    if (!more.ok()) return more.error();
    if (!more.value()) break;
    const Place place{partition, item.position};
    Result<Entry> entry = decode_entry(item.entry);
    if (!entry.ok()) return at(place, entry.error());
    if (Status read = view.read(item.core); !read.ok()) return at(place, read.error());
    ++stat.records;
    streams.insert(entry.value().stream);
    stat.entry_and_core_bytes += item.entry.size() + item.core.size();
    stat.words_bytes += item.words.size();
    ++stat.types[view.type_name()];
    widen(stat.first_recorded, stat.last_recorded, entry.value().recorded_at);
    widen(stat.first_occurred, stat.last_occurred, view.occurred_at());
    if (progress && stat.records % 65'536 == 0) progress(stat.records);
  }
  stat.streams = streams.size();
  return stat;
}

}  // namespace dangol
