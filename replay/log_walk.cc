#include "replay/log_walk.h"

#include "store/stream_reader.h"

namespace dangol {

Status walk_log(const LogReader& log, PartitionId partition, const ReadProgress& progress,
                const std::function<Status(const LogCursor::Item&, const Entry&)>& take) {
  std::uint64_t records = 0;
  auto cursor = log.read({partition, Position()}, ReadWords::kYes);
  for (LogCursor::Item item;;) {
    Result<bool> more = cursor->next(item);
    if (!more.ok()) return more.error();
    if (!more.value()) return Done{};
    const Place place{partition, item.position};
    Result<Entry> entry = decode_entry(item.entry);
    if (!entry.ok()) return at(place, entry.error());
    if (Status taken = take(item, entry.value()); !taken.ok()) return at(place, taken.error());
    ++records;
    if (progress && records % 65'536 == 0) progress(records);
  }
}

}  // namespace dangol
