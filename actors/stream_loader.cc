#include "actors/stream_loader.h"

#include <utility>

#include "events/record.h"
#include "store/stream_state.h"

namespace dangol {

namespace {

Result<std::optional<StreamWriter::Forgotten>> forgotten_as(Vault& vault,
                                                            const std::string& subject) {
  std::optional<StreamWriter::Forgotten> forgotten;
  auto since = vault.forgotten_since(subject);
  if (!since.ok()) return since.error();
  if (!since.value()) return forgotten;
  auto known = vault.find(subject);
  if (!known.ok()) return known.error();
  forgotten = {*since.value(), !known.value()};
  return forgotten;
}

}  // namespace

std::vector<LoadedStream> load_streams(Store& store, StreamWriter::Shared& shared,
                                       std::span<const std::string> subjects) {
  std::vector<LoadedStream> loaded(subjects.size());
  // Of the streams that nothing was found wrong with so far: which they are, and what they have.
  std::vector<std::size_t> going;
  std::vector<StreamToken> tokens;
  std::vector<StreamKeys> keys;
  std::vector<std::optional<StreamWriter::Forgotten>> forgotten(subjects.size());

  auto streams = shared.vault.tokens_of(subjects);
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    loaded[i].subject = subjects[i];
    if (!streams[i].ok()) {
      loaded[i].error = streams[i].error();
      continue;
    }
    auto was = forgotten_as(shared.vault, subjects[i]);
    if (!was.ok()) {
      loaded[i].error = was.error();
      continue;
    }
    forgotten[i] = was.value();
    going.push_back(i);
    tokens.push_back(streams[i].value());
  }
  auto known = shared.vault.keys_of_each(tokens);
  std::size_t kept = 0;
  for (std::size_t n = 0; n < going.size(); ++n) {
    auto opened = known[n].ok()
                      ? StreamKeys::open(tokens[n], shared.vault, std::move(known[n]).value(),
                                         forgotten[going[n]] && forgotten[going[n]]->gone
                                             ? StreamKeys::Lacking::kLeave
                                             : StreamKeys::Lacking::kMake)
                      : Result<StreamKeys>(known[n].error());
    if (!opened.ok()) {
      loaded[going[n]].error = opened.error();
      continue;
    }
    keys.push_back(std::move(opened).value());
    going[kept] = going[n];
    tokens[kept++] = tokens[n];
  }
  going.resize(kept);
  tokens.resize(kept);

  auto states = load_stream_states(store, tokens);
  for (std::size_t n = 0; n < going.size(); ++n) {
    LoadedStream& one = loaded[going[n]];
    if (!states[n].ok()) {
      one.error = states[n].error();
      continue;
    }
    StoredState& state = states[n].value();
    one.writer = std::make_unique<StreamWriter>(shared, one.subject, std::move(state.customer),
                                                state.age, std::move(keys[n]), forgotten[going[n]]);
  }
  return loaded;
}

LoadedStream load_stream(Store& store, StreamWriter::Shared& shared, const std::string& subject) {
  return std::move(load_streams(store, shared, {&subject, 1}).front());
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
