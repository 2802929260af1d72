#include "replay/page_steps.h"

#include <algorithm>

#include "events/record.h"
#include "replay/apply_record.h"
#include "replay/limits.h"

namespace dangol {

Result<RecordChunk> read_page(const WithStore& with_store, Place from, Position until,
                              std::uint64_t most) {
  RecordChunk page;
  Status read = with_store([&](Store& store) -> Status {
    auto cursor = store.log().read(from, ReadWords::kNo);
    const std::uint64_t count = std::min(most, until.value() - from.position.value());
    for (LogCursor::Item item; page.records.size() < count;) {
      Result<bool> more = cursor->next(item);
      if (!more.ok()) {
        // What stands before the damage is taken first.
        if (!page.records.empty()) break;
        return more.error();
      }
      if (!more.value()) break;
      page.add(item);
      if (page.bytes() >= kPageOfRecordsBytes) break;
    }
    return Done{};
  });
  if (!read.ok()) return read.error();
  return page;
}

std::vector<PageSteps> steps_of(PartitionId partition, const RecordChunk& page,
                                std::span<const Projection* const> projections) {
  std::vector<ProjectionRun> runs;
  for (const Projection* projection : projections) runs.push_back({projection});
  std::vector<PageSteps> given(runs.size());
  for (const RecordChunk::Record& record : page.records) {
    apply_record({partition, record.position}, page.entry(record), page.core(record), runs);
    for (std::size_t i = 0; i < runs.size(); ++i) {
      if (!runs[i].failed || given[i].failed) continue;
      given[i].failed = runs[i].failed;
      given[i].end = record.position;
    }
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    PageSteps& one = given[i];
    if (!one.failed) one.end = page.records.back().position.next();
    const std::uint64_t first = page.records.front().position.value();
    if (one.end.value() > first) {
      one.entry = leaf_hash(page.entry(page.records[one.end.value() - first - 1]));
    }
    one.chunk = std::make_shared<const StepChunk>(std::move(runs[i].steps));
  }
  return given;
}

Result<std::optional<Hash>> leaf_hash_at(const WithStore& with_store, Place place) {
  std::optional<Hash> hash;
  Status read = with_store([&](Store& store) -> Status {
    Result<Position> size = store.log().size(place.partition);
    if (!size.ok()) return size.error();
    if (place.position >= size.value()) return Done{};
    auto record = store.log().get(place.partition, {place.position}, ReadWords::kNo);
    if (!record.ok()) return record.error();
    hash = leaf_hash(record.value().front().entry);
    return Done{};
  });
  if (!read.ok()) return read.error();
  return hash;
}

}  // namespace dangol
