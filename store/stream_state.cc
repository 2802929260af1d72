#include "store/stream_state.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "events/apply.h"
#include "events/record.h"
#include "store/limits.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};  // an embedded store has one

// A stream on its way into memory.
class Waking {
 public:
  explicit Waking(StreamToken stream) : state_{Customer(stream), {}} {}

  // Begins at a snapshot, if `record`, which stands at its place, is the one it was taken at.
  // A snapshot is a cache: what does not fit is left, and the records are read instead.
  void begin_at(const Snapshot& snapshot, const LogRecord& record) {
    Result<Entry> entry = decode_entry(record.entry);
    Result<Customer> state = decode_state(snapshot.state);
    if (!entry.ok() || !state.ok() || entry.value().stream != stream() ||
        entry.value().stream != state.value().self ||
        entry.value().version != state.value().version ||
        entry.value().chain != state.value().chain) {
      return;
    }
    state_.customer = std::move(state).value();
    state_.age.snapshot_bytes = snapshot.state.size();
  }

  // False: what was read cannot be the stream's next record.
  bool take(Place place, const LogRecord& record) {
    Result<Entry> entry = decode_entry(record.entry);
    if (!entry.ok()) return fail(place, entry.error());
    Status follows = verify_follows(entry.value(), stream(), version(), state_.customer.chain);
    if (!follows.ok()) return fail(place, follows.error());
    Status whole = verify_record(entry.value(), record.core, record.words);
    if (!whole.ok()) return fail(place, whole.error());
    return apply({place, entry.value(), record.core, record.words});
  }
  bool apply(const StreamRecord& record) {
    auto applied = apply_core(state_.customer, record.core, record.entry.version);
    if (!applied.ok()) return fail(record.place, applied.error());
    state_.customer.chain = record.entry.chain;
    state_.age.count(record.core.size());
    return true;
  }
  // Reads what follows, to the stream's end.
  void read_on(Store& store) {
    Status read = read_stream(store, stream(), version(), state_.customer.chain, ReadWords::kNo,
                              [this](const StreamRecord& record) { return apply(record); });
    if (!read.ok()) fail(read.error());
  }
  void fail(const Error& error) {
    if (!error_) error_ = error;
  }

  const StreamToken& stream() const { return state_.customer.self; }
  Version version() const { return state_.customer.version; }
  bool failed() const { return error_.has_value(); }
  Result<StoredState> result() && {
    if (error_) return std::move(*error_);
    return std::move(state_);
  }

 private:
  bool fail(Place place, const Error& error) {
    fail(at(place, error));
    return false;
  }

  StoredState state_;
  std::optional<Error> error_;
};

// Log records by position, in one reading; of a position that has none, nothing.
std::vector<std::optional<LogRecord>> get_each(EventLog& log, const std::vector<Position>& asked) {
  std::vector<std::optional<LogRecord>> records(asked.size());
  if (asked.empty()) return records;
  auto all = log.get(kPartition, asked, ReadWords::kNo);
  if (all.ok()) {
    std::ranges::move(all.value(), records.begin());
    return records;
  }
  for (std::size_t i = 0; i < asked.size(); ++i) {
    auto one = log.get(kPartition, {asked[i]}, ReadWords::kNo);
    if (one.ok()) records[i] = std::move(one.value().front());
  }
  return records;
}

void begin_at_snapshots(Store& store, std::span<const StreamToken> streams,
                        std::vector<Waking>& waking) {
  std::vector<Position> places;
  std::vector<std::pair<std::size_t, Snapshot>> found;
  auto snapshots = store.snapshots().get_each(streams);
  for (std::size_t i = 0; i < streams.size(); ++i) {
    if (!snapshots[i].ok() || !snapshots[i].value()) continue;
    places.push_back(snapshots[i].value()->place.position);
    found.emplace_back(i, std::move(*snapshots[i].value()));
  }
  auto records = get_each(store.log(), places);
  for (std::size_t n = 0; n < found.size(); ++n) {
    if (records[n]) waking[found[n].first].begin_at(found[n].second, *records[n]);
  }
}

// The first records after what each stream has; who has more reads on alone.
void read_first_records(Store& store, std::vector<Waking>& waking) {
  struct Part {
    std::size_t stream;
    std::size_t begin, end;  // in `places`
  };
  std::vector<Position> places;
  std::vector<Part> parts;
  for (std::size_t i = 0; i < waking.size(); ++i) {
    auto after = store.index().positions(waking[i].stream(), waking[i].version().next(),
                                         kFirstRecordsAtOnce);
    if (!after.ok()) {
      waking[i].fail(after.error());
    } else if (!after.value().empty()) {
      parts.push_back({i, places.size(), places.size() + after.value().size()});
      places.insert(places.end(), after.value().begin(), after.value().end());
    }
  }
  auto records = get_each(store.log(), places);
  for (const Part& part : parts) {
    Waking& one = waking[part.stream];
    std::size_t at = part.begin;
    while (at < part.end && records[at] && one.take({kPartition, places[at]}, *records[at])) ++at;
    // A record that could not be got is asked for again, for the error that says why.
    if (!one.failed() && (at < part.end || part.end - part.begin == kFirstRecordsAtOnce)) {
      one.read_on(store);
    }
  }
}

void load_some(Store& store, std::span<const StreamToken> streams,
               std::vector<Result<StoredState>>& out) {
  std::vector<Waking> waking(streams.begin(), streams.end());
  begin_at_snapshots(store, streams, waking);
  read_first_records(store, waking);
  for (Waking& one : waking) out.push_back(std::move(one).result());
}

}  // namespace

Result<StoredState> load_stream_state(Store& store, StreamToken stream) {
  std::vector<Result<StoredState>> one;
  load_some(store, {&stream, 1}, one);
  return std::move(one.front());
}

std::vector<Result<StoredState>> load_stream_states(Store& store,
                                                    std::span<const StreamToken> streams) {
  std::vector<Result<StoredState>> all;
  all.reserve(streams.size());
  for (std::size_t begin = 0; begin < streams.size(); begin += kStreamsAtOnce) {
    load_some(store, streams.subspan(begin, std::min(kStreamsAtOnce, streams.size() - begin)), all);
  }
  return all;
}

}  // namespace dangol
