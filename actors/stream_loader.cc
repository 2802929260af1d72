#include "actors/stream_loader.h"

#include <utility>

#include "events/record.h"
#include "store/stream_reader.h"

namespace dangol {

LoadedStream load_stream(Store& store, StreamWriter::Shared& shared, const std::string& subject) {
  LoadedStream loaded;
  loaded.subject = subject;
  Result<StreamToken> stream = store.vault().token_of(subject);
  if (!stream.ok()) {
    loaded.error = stream.error();
    return loaded;
  }
  Result<StreamKeys> keys =
      StreamKeys::open(stream.value(), store.vault(), StreamKeys::Lacking::kMake);
  if (!keys.ok()) {
    loaded.error = keys.error();
    return loaded;
  }
  Result<Customer> state = load_stream_state(store, stream.value());
  if (!state.ok()) {
    loaded.error = state.error();
    return loaded;
  }
  loaded.writer = std::make_unique<StreamWriter>(shared, subject, std::move(state).value(),
                                                 std::move(keys).value());
  return loaded;
}

Result<StoredTail> read_tail(EventLog& log, PartitionId partition) {
  Result<Position> size = log.size(partition);
  if (!size.ok()) return size.error();
  StoredTail tail{size.value(), Micros()};
  if (size.value() == Position()) return tail;
  auto last = log.get(partition, {Position(size.value().value() - 1)}, ReadWords::kNo);
  if (!last.ok()) return last.error();
  Result<Entry> entry = decode_entry(last.value().front().entry);
  if (!entry.ok()) return entry.error();
  tail.last_recorded = entry.value().recorded_at;
  return tail;
}

}  // namespace dangol
