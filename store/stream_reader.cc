#include "store/stream_reader.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "store/limits.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};  // an embedded store has one

}  // namespace

Error at(Place place, const Error& error) {
  return {error.code, fmt::format("record {}: {}", to_string(place), error.message)};
}

Status read_stream(Store& store, StreamToken stream, Version after, Hash chain, ReadWords words,
                   const TakeRecord& take) {
  for (;;) {
    auto positions = store.index().positions(stream, after.next(), kStreamRecordsAtOnce);
    if (!positions.ok()) return positions.error();
    if (positions.value().empty()) return Done{};
    auto records = store.log().get(kPartition, positions.value(), words);
    if (!records.ok()) return records.error();
    for (std::size_t i = 0; i < records.value().size(); ++i) {
      const LogRecord& record = records.value()[i];
      const Place place{kPartition, positions.value()[i]};
      Result<Entry> entry = decode_entry(record.entry);
      if (!entry.ok()) return at(place, entry.error());
      Status follows = verify_follows(entry.value(), stream, after, chain);
      if (!follows.ok()) return at(place, follows.error());
      Status whole = verify_record(entry.value(), record.core, record.words);
      if (!whole.ok()) return at(place, whole.error());
      after = entry.value().version;
      chain = entry.value().chain;
      if (!take({place, entry.value(), record.core, record.words})) return Done{};
    }
  }
}

}  // namespace dangol
