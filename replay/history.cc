#include "replay/history.h"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "events/apply.h"
#include "replay/core_view.h"
#include "replay/history_names.h"
#include "replay/limits.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

// The stream of a subject that has records; never makes one.
Result<StreamToken> stream_of(Store& store, std::string_view subject) {
  auto token = store.vault().find(subject);
  if (!token.ok()) return token.error();
  if (token.value()) {
    auto last = store.index().last(*token.value());
    if (!last.ok()) return last.error();
    if (last.value()) return *token.value();
  }
  return Error{ErrorCode::kNotFound,
               fmt::format("{}: nothing is recorded under this subject", subject)};
}

}  // namespace

Status read_history(Store& store, std::string_view subject, const AsOf& as_of,
                    const ReaderRights& rights, const TakeHistory& take, const HistoryMark& after) {
  Result<StreamToken> stream = stream_of(store, subject);
  if (!stream.ok()) return stream.error();
  return read_history(store, store.vault(), stream.value(), as_of, rights, take, after);
}

Status read_history(Store& store, Vault& vault, StreamToken stream, const AsOf& as_of,
                    const ReaderRights& rights, const TakeHistory& take, const HistoryMark& after) {
  auto keys = StreamKeys::open(stream, vault, StreamKeys::Lacking::kLeave);
  if (!keys.ok()) return keys.error();
  const Opener opener(vault);
  std::optional<Error> failed;
  Status read = read_stream(
      store, stream, after.version, after.chain, ReadWords::kYes, [&](const StreamRecord& record) {
        if (!as_of.includes(record.place.position, record.entry.version,
                            record.entry.recorded_at)) {
          return false;
        }
        auto opened = opener.open(record.core, record.words, keys.value(), rights);
        if (!opened.ok()) {
          failed = at(record.place, opened.error());
          return false;
        }
        return take({record.place, record.entry, std::move(opened).value()});
      });
  if (!read.ok()) return read;
  if (failed) return *failed;
  return Done{};
}

Result<Customer> state_as_of(Store& store, std::string_view subject, const AsOf& as_of) {
  Result<Customer> state = begin_state(store, subject);
  if (!state.ok()) return state;
  for (;;) {
    Result<bool> more = continue_state(store, as_of, kRecordsAtOnce, state.value());
    if (!more.ok()) return more.error();
    if (!more.value()) return state;
  }
}

Result<Customer> begin_state(Store& store, std::string_view subject) {
  Result<StreamToken> stream = stream_of(store, subject);
  if (!stream.ok()) return stream.error();
  return Customer(stream.value());
}

Result<bool> continue_state(Store& store, const AsOf& as_of, std::size_t records, Customer& state) {
  std::optional<Error> failed;
  std::size_t folded = 0;
  Status read = read_stream(
      store, state.self, state.version, state.chain, ReadWords::kNo,
      [&](const StreamRecord& record) {
        if (folded == records || !as_of.includes(record.place.position, record.entry.version,
                                                 record.entry.recorded_at)) {
          return false;
        }
        auto applied = apply_core(state, record.core, record.entry.version);
        if (!applied.ok()) {
          failed = at(record.place, applied.error());
          return false;
        }
        state.chain = record.entry.chain;
        ++folded;
        return true;
      });
  if (!read.ok()) return read.error();
  if (failed) return *failed;
  return folded == records;
}

Result<std::string> show_state(Store& store, const Customer& state, const ReaderRights& rights,
                               bool indented) {
  auto keys = StreamKeys::open(state.self, store.vault(), StreamKeys::Lacking::kLeave);
  if (!keys.ok()) return keys.error();
  const Opener opener(store.vault());
  const TokenOpener open = [&](std::string_view sealed) -> std::optional<std::string> {
    // Sixteen bytes stand for a subject; longer ones were sealed under the stream's own key.
    const TokenScope scope = sealed.size() == 16 ? TokenScope::kSubject : TokenScope::kStream;
    auto text = opener.open_token(scope, sealed, keys.value(), rights);
    if (!text.ok() && scope == TokenScope::kStream) {
      text = opener.open_token(TokenScope::kEvent, sealed, keys.value(), rights);
    }
    return text.ok() ? std::optional(std::move(text).value()) : std::nullopt;
  };
  auto names = called_names(store, state, keys.value(), rights);
  if (!names.ok()) return names.error();
  std::string first;
  for (const auto& [name, value] : {std::pair("calledName", names.value().called_name),
                                    std::pair("epithet", names.value().epithet)}) {
    if (value.empty()) continue;
    first += fmt::format(fmt::runtime(indented ? "\n  \"{}\": {}," : "\"{}\":{},"), name, value);
  }
  std::string json = state_json(state, open, {.indented = indented});
  json.insert(json.find('{') + 1, first);
  return json;
}

}  // namespace dangol
