#include "actors/mirror.h"

#include <utility>

#include <capnp/message.h>

#include "events/event.capnp.h"
#include "events/sealing.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_open.h"
#include "store/format.h"

namespace dangol {

namespace {

constexpr char kIntentKind = 'i';  // of side rows

std::string text(capnp::Data::Reader data) { return std::string(view_of(data)); }

// The stream that an event concerns besides its own, of the two that it names. `first` may be absent.
std::string other_of(const std::string& own, std::string first, std::string second) {
  return second == own ? std::move(first) : std::move(second);
}

std::string other_subject(const std::string& own, schema::Event::Data::Reader data) {
  if (data.isContactAttributed()) {
    auto attributed = data.getContactAttributed();
    return other_of(own, text(attributed.getFrom()), text(attributed.getTo()));
  }
  if (data.isCustomersMerged()) {
    auto merged = data.getCustomersMerged();
    return other_of(own, text(merged.getSurvivor()), text(merged.getAbsorbed()));
  }
  return {};
}

}  // namespace

std::optional<SentEvent> mirror_of(const SentEvent& event, const IdToken& id) {
  CanonicalReader reader(event.event.view());
  auto clear = reader.root<schema::Event>();
  std::string other = other_subject(event.subject, clear.getData());
  if (other.empty() || other == event.subject) return std::nullopt;

  capnp::MallocMessageBuilder builder;
  builder.setRoot(clear);
  auto mirrored = builder.getRoot<schema::Event>();
  const std::string derived = "mirror-" + to_hex(id.view());
  mirrored.setId(data_of(derived));
  mirrored.setSource({kMirrorSource.data(), kMirrorSource.size()});

  SentEvent mirror;
  mirror.subject = std::move(other);
  mirror.correlation_id = event.correlation_id;
  mirror.causation_id = text(clear.getId());
  mirror.order_hint = event.order_hint;
  mirror.event = canonical_bytes(mirrored.asReader());
  return mirror;
}

std::string mirror_row_key(StreamToken stream, Version version) {
  std::string key(1, kIntentKind);
  key += stream.view();
  format::put_u64(key, version.value());
  return key;
}

// The mirror of a record that stands in the log. nullopt when it can no longer be opened, because the
// stream was forgotten: then nobody is named any more, and nothing is owed.
static Result<std::optional<SentEvent>> mirror_again(Store& store, StreamToken stream,
                                                     Version version) {
  auto subject = store.vault().subject_of(stream);
  if (!subject.ok()) return subject.error();
  auto keys = StreamKeys::open(stream, store.vault(), StreamKeys::Lacking::kLeave);
  if (!keys.ok()) return keys.error();
  if (!subject.value() || keys.value().identity() == nullptr) return std::optional<SentEvent>();
  auto position = store.index().positions(stream, version, 1);
  if (!position.ok()) return position.error();
  auto record = store.log().get(PartitionId(0), position.value(), ReadWords::kYes);
  if (!record.ok()) return record.error();
  if (record.value().empty()) return Error{ErrorCode::kCorrupt, "an intent names no record"};
  auto opened = Opener(store.vault())
                    .open(record.value().front().core, record.value().front().words, keys.value(),
                          ReaderRights::all());
  if (!opened.ok()) return opened.error();
  if (!opened.value().complete) return std::optional<SentEvent>();
  SentEvent cause;
  cause.subject = *subject.value();
  cause.correlation_id = opened.value().correlation_id;
  cause.order_hint = opened.value().order_hint;
  cause.event = std::move(opened.value().event);
  auto identity = identify(cause, keys.value());
  if (!identity.ok()) return identity.error();
  return mirror_of(cause, identity.value().id);
}

Result<std::vector<Mirror>> owed_mirrors(Store& store, PartitionId partition) {
  auto rows = store.log().side_rows(partition, std::string(1, kIntentKind));
  if (!rows.ok()) return rows.error();
  std::vector<Mirror> owed;
  for (SideRow& row : rows.value()) {
    std::string_view key = std::string_view(row.key).substr(1);
    const auto token = format::take_bytes(key, 16);
    const auto version = format::take_u64(key);
    if (!token || !version || !key.empty()) {
      return Error{ErrorCode::kCorrupt, "a side row of an intent has a key that is none"};
    }
    Result<std::optional<SentEvent>> mirror =
        mirror_again(store, StreamToken::from(*token), Version(*version));
    if (!mirror.ok()) return mirror.error();
    if (mirror.value()) owed.push_back({std::move(*mirror.value()), std::move(row.key)});
  }
  return owed;
}

}  // namespace dangol
