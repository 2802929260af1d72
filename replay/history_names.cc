#include "replay/history_names.h"

#include <kj/exception.h>

#include "events/event.capnp.h"
#include "events/record.h"
#include "events/sealing_message_capnp.h"
#include "replay/answers/json_string.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};

std::string as_json(schema::Private<capnp::Text>::Reader words) {
  if (words.isSealed()) return R"({"sealed":true})";
  if (words.isErased()) return R"({"erased":true})";
  const std::string_view text(words.getClear().begin(), words.getClear().size());
  return text.empty() ? "" : json_string(text);
}

// Both names of the record; an epithet may be given without a new name.
Result<CalledNames> names_at(Store& store, const Customer& state, Version version,
                             const StreamKeys& keys, const ReaderRights& rights) {
  auto position = store.index().positions(state.self, version, 1);
  if (!position.ok()) return position.error();
  if (position.value().empty()) {
    return Error{ErrorCode::kCorrupt, "the state names a record that the index does not have"};
  }
  const Place place{kPartition, position.value().front()};
  auto record = store.log().get(kPartition, position.value(), ReadWords::kYes);
  if (!record.ok()) return record.error();
  const LogRecord& one = record.value().front();
  Result<Entry> entry = decode_entry(one.entry);
  if (!entry.ok()) return at(place, entry.error());
  if (Status whole = verify_record(entry.value(), one.core, one.words); !whole.ok()) {
    return at(place, whole.error());
  }
  auto opened = Opener(store.vault()).open(one.core, one.words, keys, rights);
  if (!opened.ok()) return at(place, opened.error());
  try {
    CanonicalReader message(opened.value().event.view());
    const auto data = message.root<schema::Event>().getData();
    if (!data.isCustomerNamed()) {
      return at(place, {ErrorCode::kCorrupt, "the state calls this record a name, and it is none"});
    }
    const auto named = data.getCustomerNamed();
    return CalledNames{as_json(named.getCalledName()), as_json(named.getEpithet())};
  } catch (const kj::Exception&) {
    return at(place, {ErrorCode::kCorrupt, "the event does not read"});
  }
}

}  // namespace

Result<CalledNames> called_names(Store& store, const Customer& state, const StreamKeys& keys,
                                 const ReaderRights& rights) {
  CalledNames names;
  const Person* person = state.person.get();
  if (person == nullptr) return names;
  if (person->named.known()) {
    auto named = names_at(store, state, person->named.version, keys, rights);
    if (!named.ok()) return named.error();
    names = std::move(named).value();
  }
  if (person->epithet.known() && person->epithet.version != person->named.version) {
    auto named = names_at(store, state, person->epithet.version, keys, rights);
    if (!named.ok()) return named.error();
    names.epithet = std::move(named.value().epithet);
  } else if (!person->epithet.known()) {
    names.epithet.clear();
  }
  return names;
}

}  // namespace dangol
