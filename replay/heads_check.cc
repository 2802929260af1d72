#include "replay/heads_check.h"

#include <limits>
#include <memory>

#include <fmt/format.h>

#include "replay/heads_record.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
constexpr std::uint64_t kProgressEvery = 65'536;

// One record of the map against the map of the entries that it speaks of.
Status hold(const LogReader& log, PartitionId partition, const HeadsAt& said, HeadKeeper& keeper) {
  const auto wrong = [](std::string what) { return Error{ErrorCode::kCorrupt, std::move(what)}; };
  if (said.map.size > said.position.value()) {
    return wrong("the map of heads speaks of records behind its own");
  }
  if (Position(said.map.size) < keeper.end()) {
    return wrong("the map of heads speaks of fewer records than the one before it");
  }
  Status followed = make_heads(log, partition, said.map.size, keeper);
  if (!followed.ok()) return followed;
  Result<HeadKeeper::Map> map = keeper.map();
  if (!map.ok()) return map.error();
  if (map.value() == said.map) return Done{};
  return wrong(
      fmt::format("the map of heads of the first {} records is not the one of their entries: it "
                  "leaves out, adds "
                  "or changes where a stream ends ({} streams said, {} found)",
                  said.map.size, said.map.streams, map.value().streams));
}

}  // namespace

Status make_heads(const LogReader& log, PartitionId partition, std::uint64_t size,
                  HeadKeeper& keeper) {
  return keeper.follow(log, partition, Position(size), kAll);
}

Result<HeadsChecked> check_heads(const LogReader& log, PartitionId partition,
                                 const ReadProgress& progress) {
  HeadsChecked checked;
  HeadLeavesInMemory leaves;
  HeadKeeper keeper(leaves);
  auto cursor = log.read({partition, Position()}, ReadWords::kNo);
  std::uint64_t records = 0;
  for (LogCursor::Item item;;) {
    Result<bool> more = cursor->next(item);
    if (!more.ok()) return more.error();
    if (!more.value()) break;
    if (++records % kProgressEvery == 0 && progress) progress(records);
    const Place place{partition, item.position};
    auto claimed = heads_claimed(item.core);
    if (!claimed.ok()) return at(place, claimed.error());
    if (!claimed.value()) continue;
    const HeadsAt said{item.position, *claimed.value()};
    if (Status held = hold(log, partition, said, keeper); !held.ok())
      return at(place, held.error());
    ++checked.heads;
    checked.last = said;
  }
  return checked;
}

}  // namespace dangol
