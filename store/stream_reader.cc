#include "store/stream_reader.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "events/apply.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};         // an embedded store has one
constexpr std::size_t kRecordsAtOnce = 512;  // bounds the memory of a long history

// A snapshot is a cache: used only if the log has the same record at its place.
std::optional<Customer> state_from_snapshot(Store& store, StreamToken stream) {
  auto snapshot = store.snapshots().get(stream);
  if (!snapshot.ok() || !snapshot.value()) return std::nullopt;
  auto record = store.log().get(kPartition, {snapshot.value()->place.position}, ReadWords::kNo);
  if (!record.ok()) return std::nullopt;
  Result<Entry> entry = decode_entry(record.value().front().entry);
  Result<Customer> state = decode_state(snapshot.value()->state);
  if (!entry.ok() || !state.ok() || entry.value().stream != stream ||
      entry.value().version != state.value().version ||
      entry.value().chain != state.value().chain) {
    return std::nullopt;
  }
  return std::move(state).value();
}

}  // namespace

Error at(Place place, const Error& error) {
  return {error.code, fmt::format("record {}: {}", to_string(place), error.message)};
}

Status read_stream(Store& store, StreamToken stream, Version after, Hash chain, ReadWords words,
                   const TakeRecord& take) {
  for (;;) {
    auto positions = store.index().positions(stream, after.next(), kRecordsAtOnce);
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

Result<Customer> load_stream_state(Store& store, StreamToken stream) {
  Customer state(stream);
  if (std::optional<Customer> kept = state_from_snapshot(store, stream)) state = std::move(*kept);
  std::optional<Error> failed;
  Status read = read_stream(store, stream, state.version, state.chain, ReadWords::kNo,
                            [&](const StreamRecord& record) {
                              auto applied = apply_core(state, record.core, record.entry.version);
                              if (!applied.ok()) failed = at(record.place, applied.error());
                              state.chain = record.entry.chain;
                              return applied.ok();
                            });
  if (!read.ok()) return read.error();
  if (failed) return *failed;
  return state;
}

}  // namespace dangol
