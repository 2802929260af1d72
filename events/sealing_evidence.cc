#include "events/sealing_evidence.h"

#include <cstring>

#include <fmt/format.h>
#include <kj/exception.h>

#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_names.h"
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

}  // namespace dangol
