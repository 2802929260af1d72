#include "replay/log_check.h"

#include <unordered_map>

#include "events/record.h"
#include "replay/core_view.h"

namespace dangol {

namespace {

struct Head {
  Version version;
  Hash chain;
};

Status check_record(const LogCursor::Item& item, const Entry& entry, Head& head, Micros previous) {
  if (Status whole = verify_record(entry, item.core, item.words); !whole.ok()) return whole;
  Status follows = verify_follows(entry, entry.stream, head.version, head.chain);
  if (!follows.ok()) return follows;
  if (entry.recorded_at < previous) {
    return Error{ErrorCode::kCorrupt, "it was recorded before the record in front of it"};
  }
  head = {entry.version, entry.chain};
  return Done{};
}

}  // namespace

Result<LogCheck> check_log(const EventLog& log, PartitionId partition,
                           const ReadProgress& progress) {
  LogCheck check;
  std::unordered_map<StreamToken, Head, Bytes16Hasher> heads;
  Micros recorded;
  auto cursor = log.read({partition, Position()}, ReadWords::kYes);
  for (LogCursor::Item item;;) {
    Result<bool> more = cursor->next(item);
    if (!more.ok()) return more.error();
    if (!more.value()) break;
    const Place place{partition, item.position};
    Result<Entry> entry = decode_entry(item.entry);
    if (!entry.ok()) return at(place, entry.error());
    Status good = check_record(item, entry.value(), heads[entry.value().stream], recorded);
    if (!good.ok()) return at(place, good.error());
    recorded = entry.value().recorded_at;
    ++check.records;
    if (item.words.empty() && entry.value().words != Hash{}) ++check.words_removed;
    check.last_entry = leaf_hash(item.entry);
    if (progress && check.records % 65'536 == 0) progress(check.records);
  }
  check.streams = heads.size();
  return check;
}

}  // namespace dangol
