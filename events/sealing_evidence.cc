#include "events/sealing_evidence.h"

#include <cstring>
#include <map>

#include <fmt/format.h>
#include <kj/exception.h>

#include "events/field_plan_capnp.h"
#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_names.h"
#include "events/sealing_tokens.h"
#include "events/sealing_words.h"

namespace dangol {

namespace {

Error unreadable() { return {ErrorCode::kCorrupt, "the core or the words are not readable"}; }

// Calls `use` with the place, the sealed field and its number for each of a record's fields, until it is
// false.
template <class Use>
Status each_field(StreamToken stream, std::string_view core, std::string_view words,
                  const Use& use) {
  if (!CanonicalReader::possible(core)) return unreadable();
  if (words.empty()) return Done{};
  if (!CanonicalReader::possible(words)) return unreadable();
  try {
    CanonicalReader core_message(core);
    CanonicalReader words_message(words);
    const auto event = core_message.root<schema::Core>().getEvent();
    const std::string_view id = view_of(event.getId());
    if (id.size() < sizeof(IdToken)) return unreadable();
    WordsPlace place{stream, IdToken::from(id.substr(0, sizeof(IdToken))),
                     static_cast<std::uint16_t>(event.getData().which())};
    const auto fields = words_message.root<schema::Words>().getFields();
    for (unsigned i = 0; i < fields.size(); ++i) {
      place.path = fields[i].getPath();
      place.place = static_cast<std::uint16_t>(i);
      if (Status used = use(place, fields[i]); !used.ok()) return used;
    }
    return Done{};
  } catch (const kj::Exception&) {
    return unreadable();
  }
}

KeyName name_of(schema::SealedField::Reader field) {
  return {static_cast<Purpose>(field.getPurpose()), KeyId(field.getKeyId())};
}

Error rejected(std::string message) { return {ErrorCode::kRejected, std::move(message)}; }

// What a record says at one place, for who has its key.
struct OpenedField {
  std::uint32_t path = 0;
  std::string text;
};
using OpenedFields = std::map<std::uint16_t, OpenedField>;

// Every one of `said`, held against the record.
Result<OpenedFields> open_said(StreamToken stream, std::string_view core, std::string_view words,
                               std::span<const FieldEvidence> said) {
  std::map<std::uint16_t, const FieldEvidence*> wanted;
  for (const FieldEvidence& one : said) {
    if (!wanted.emplace(one.place, &one).second) {
      return rejected(one.field + ": its place is given twice");
    }
  }
  OpenedFields opened;
  Status read =
      each_field(stream, core, words,
                 [&](const WordsPlace& place, schema::SealedField::Reader field) -> Status {
                   const auto found = wanted.find(place.place);
                   if (found == wanted.end()) return Done{};
                   const FieldEvidence& one = *found->second;
                   const std::string name = field_name(place.type, place.path);
                   if (one.key.size() != sizeof(Secret::bytes))
                     return rejected("the key is not 32 bytes");
                   auto text = open_words_by(
                       Secret::from(one.key), place, name_of(field), view_of(field.getNonce()),
                       view_of(field.getCommitment()), view_of(field.getCiphertext()));
                   if (!text)
                     return rejected(name + ": the key does not open what is in the record");
                   if (name != one.field) return rejected(one.field + ": it stands in " + name);
                   if (*text != one.text)
                     return rejected(name + ": the record says something else");
                   opened.emplace(place.place, OpenedField{place.path, std::move(*text)});
                   wanted.erase(found);
                   return Done{};
                 });
  if (!read.ok()) return read.error();
  if (wanted.empty()) return opened;
  return rejected(wanted.begin()->second->field +
                  (words.empty() ? ": the record's words are not in the proof"
                                 : ": the record has no such field of words"));
}

// Leaves a record's event as sealed as it is but for the fields that were opened.
class EvidentVisitor final : public FieldVisitor {
 public:
  EvidentVisitor(OpenedFields fields, std::set<std::string>& opaque)
      : fields_(std::move(fields)), opaque_(opaque) {}
  Status token(std::uint32_t, TokenScope, TokenSlot& slot) override {
    const std::string text = opaque_text(slot.get());
    slot.set(text);
    opaque_.insert(text);
    return Done{};
  }
  Status words(std::uint32_t path, Purpose, PrivateSlot& slot) override {
    if (!slot.is_sealed()) return Done{};
    const auto found = fields_.find(slot.sealed());
    if (found == fields_.end()) return Done{};
    if (found->second.path != path) return rejected("the words are of another field");
    slot.set_clear(found->second.text);
    fields_.erase(found);
    return Done{};
  }
  // Every field that was opened has its place in the event.
  bool used_all() const { return fields_.empty(); }

 private:
  OpenedFields fields_;
  std::set<std::string>& opaque_;
};

}  // namespace

Result<std::vector<FieldEvidence>> evidence_of(std::string_view core, std::string_view words,
                                               const StreamKeys& keys, const ReaderRights& rights) {
  std::vector<FieldEvidence> all;
  Status read = each_field(
      keys.stream(), core, words,
      [&](const WordsPlace& place, schema::SealedField::Reader field) -> Status {
        const KeyName name = name_of(field);
        if (!rights.words(name.purpose)) return Done{};
        auto key = keys.sealed_with(name);
        if (!key.ok()) return key.error();
        if (key.value() == nullptr) return Done{};  // erased
        const Secret own = field_key(place, *key.value());
        auto text = open_words_by(own, place, name, view_of(field.getNonce()),
                                  view_of(field.getCommitment()), view_of(field.getCiphertext()));
        if (!text) {
          return Error{ErrorCode::kCorrupt,
                       field_name(place.type, place.path) + ": is not what was sealed"};
        }
        all.push_back({place.place, field_name(place.type, place.path), std::string(own.view()),
                       std::move(*text)});
        return Done{};
      });
  if (!read.ok()) return read.error();
  return all;
}

Result<FieldEvidence> open_by_evidence(StreamToken stream, std::string_view core,
                                       std::string_view words, std::uint16_t wanted,
                                       std::string_view key) {
  FieldEvidence found{wanted, "", std::string(key), ""};
  if (key.size() != sizeof(Secret::bytes))
    return Error{ErrorCode::kRejected, "the key is not 32 bytes"};
  const Secret own = Secret::from(key);
  bool there = false, opened = false;
  Status read = each_field(
      stream, core, words, [&](const WordsPlace& place, schema::SealedField::Reader field) {
        if (place.place != wanted) return Status(Done{});
        there = true;
        found.field = field_name(place.type, place.path);
        auto text = open_words_by(own, place, name_of(field), view_of(field.getNonce()),
                                  view_of(field.getCommitment()), view_of(field.getCiphertext()));
        opened = text.has_value();
        if (text) found.text = std::move(*text);
        return Status(Done{});
      });
  if (!read.ok()) return read.error();
  if (!there) return Error{ErrorCode::kRejected, "the record has no such field of words"};
  if (!opened) {
    return Error{ErrorCode::kRejected,
                 found.field + ": the key does not open what is in the record"};
  }
  return found;
}

Result<EvidentEvent> show_by_evidence(StreamToken stream, std::string_view core_bytes,
                                      std::string_view words, std::span<const FieldEvidence> said) {
  auto fields = open_said(stream, core_bytes, words, said);
  if (!fields.ok()) return fields.error();
  try {
    CanonicalReader core_message(core_bytes);
    const auto core = core_message.root<schema::Core>();
    capnp::MallocMessageBuilder message;
    message.setRoot(core.getEvent());
    EvidentEvent shown;
    EvidentVisitor visitor(std::move(fields).value(), shown.opaque);
    Status visited = visit_fields(message.getRoot<schema::Event>(), visitor);
    if (!visited.ok()) return visited.error();
    if (!visitor.used_all()) return rejected("a text stands in no field of the event");
    shown.opened.event = canonical_bytes(message.getRoot<schema::Event>().asReader());
    for (auto [sealed, text] : {std::pair(core.getCorrelationId(), &shown.opened.correlation_id),
                                std::pair(core.getCausationId(), &shown.opened.causation_id)}) {
      if (sealed.size() == 0) continue;
      *text = opaque_text(view_of(sealed));
      shown.opaque.insert(*text);
    }
    shown.opened.order_hint = core.getOrderHint();
    shown.opened.as_recorded = core.getAsRecorded();
    return shown;
  } catch (const kj::Exception&) {
    return unreadable();
  }
}

}  // namespace dangol
