#include "events/sealing_open.h"

#include <fmt/format.h>

#include "events/field_plan_capnp.h"
#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_names.h"
#include "events/sealing_tokens.h"
#include "events/sealing_words.h"

namespace dangol {
namespace {

Error corrupt(std::string message) { return {ErrorCode::kCorrupt, std::move(message)}; }

std::string_view kind_of(TokenScope scope) {
  if (scope == TokenScope::kCustomer) return "customer/";
  if (scope == TokenScope::kStaff) return "staff/";
  return "";
}

// An id and whether it is the id itself, not a text that stands for it.
struct OpenedId {
  std::string text;
  bool shown = false;
};

OpenedId hidden(std::string_view sealed) { return {opaque_text(sealed), false}; }

Result<OpenedId> open_subject(TokenScope scope, std::string_view sealed, const StreamKeys& keys,
                              const ReaderRights& rights, Subjects& subjects) {
  if (sealed.size() != sizeof(StreamToken)) return corrupt("is not a stream's token");
  if (!rights.names() && sealed != keys.stream().view()) return hidden(sealed);
  auto subject = subjects.subject_of(StreamToken::from(sealed));
  if (!subject.ok()) return subject.error();
  if (!subject.value()) return hidden(sealed);  // forgotten
  std::string_view text = *subject.value();
  const std::string_view kind = kind_of(scope);
  if (!text.starts_with(kind)) return corrupt("names a subject of another kind");
  return OpenedId{std::string(text.substr(kind.size())), true};
}

Result<OpenedId> open_any(TokenScope scope, std::string_view sealed, const StreamKeys& keys,
                          const ReaderRights& rights, Subjects& subjects, std::string_view source) {
  if (!rights.own_names()) return hidden(sealed);
  std::optional<std::string> id;
  switch (scope) {
    case TokenScope::kCustomer:
    case TokenScope::kStaff:
    case TokenScope::kSubject: return open_subject(scope, sealed, keys, rights, subjects);
    case TokenScope::kStream:
    case TokenScope::kActor:
      if (keys.identity() == nullptr) return hidden(sealed);
      id = open_id(*keys.identity(), sealed);
      break;
    case TokenScope::kEvent:
      if (keys.identity() == nullptr) return hidden(sealed);
      id = open_event_id(*keys.identity(), source, sealed);
      break;
  }
  if (!id) return corrupt("is not what was sealed");
  return OpenedId{std::move(*id), true};
}

Error at_field(std::string_view field, const Error& error) {
  return {error.code, fmt::format("{}: {}", field, error.message)};
}

// Puts back what sealing replaced, in a copy of one record's event.
class OpeningVisitor final : public FieldVisitor {
 public:
  OpeningVisitor(schema::Event::Reader sealed, capnp::List<schema::SealedField>::Reader fields,
                 const StreamKeys& keys, const ReaderRights& rights, Subjects& subjects)
      : source_(sealed.getSource().cStr(), sealed.getSource().size()),
        type_(static_cast<std::uint16_t>(sealed.getData().which())),
        id_(event_token(sealed)),
        fields_(fields),
        keys_(keys),
        rights_(rights),
        subjects_(subjects) {}

  Status token(std::uint32_t path, TokenScope scope, TokenSlot& slot) override {
    auto id = open_any(scope, slot.get(), keys_, rights_, subjects_, source_);
    if (!id.ok()) return at_field(field_name(type_, path), id.error());
    complete_ = complete_ && id.value().shown;
    slot.set(id.value().text);
    return Done{};
  }

  Status words(std::uint32_t path, Purpose purpose, PrivateSlot& slot) override {
    if (slot.is_clear()) return corrupt(field_name(type_, path) + ": stands in clear in a record");
    if (!slot.is_sealed()) {
      complete_ = false;
      return Done{};
    }
    if (!rights_.words(purpose)) {  // left sealed: there, and not for this reader
      complete_ = false;
      return Done{};
    }
    auto words = open(path, purpose, slot.sealed());
    if (!words.ok()) return at_field(field_name(type_, path), words.error());
    if (words.value()) {
      slot.set_clear(*words.value());
    } else {
      complete_ = false;
      slot.set_erased();
    }
    return Done{};
  }

  bool complete() const { return complete_; }

 private:
  static IdToken event_token(schema::Event::Reader sealed) {
    const std::string_view id = view_of(sealed.getId());
    return id.size() < sizeof(IdToken) ? IdToken{} : IdToken::from(id.substr(0, sizeof(IdToken)));
  }

  // nullopt: gone for ever, since removed or since their key was destroyed.
  Result<std::optional<std::string>> open(std::uint32_t path, Purpose purpose,
                                          std::uint16_t place) const {
    const std::optional<std::string> erased;
    if (fields_.size() == 0) return erased;
    if (place >= fields_.size()) return corrupt("its words are missing among the event's words");
    const auto field = fields_[place];
    const KeyName name{static_cast<Purpose>(field.getPurpose()), KeyId(field.getKeyId())};
    if (field.getPath() != path || name.purpose != purpose) {
      return corrupt("its words are of another field");
    }
    auto key = keys_.sealed_with(name);
    if (!key.ok()) return key.error();
    if (key.value() == nullptr) return erased;
    auto words = open_words({keys_.stream(), id_, type_, path, place}, *key.value(),
                            view_of(field.getNonce()), view_of(field.getCommitment()),
                            view_of(field.getCiphertext()));
    if (!words) return corrupt("is not what was sealed");
    return words;
  }

  const std::string_view source_;
  const std::uint16_t type_;
  const IdToken id_;
  const capnp::List<schema::SealedField>::Reader fields_;
  const StreamKeys& keys_;
  const ReaderRights& rights_;
  Subjects& subjects_;
  bool complete_ = true;
};

// The same words, and no ids.
ReaderRights words_only(const ReaderRights& rights) {
  ReaderRights less = ReaderRights::none();
  for (std::size_t i = 1; i < kPurposes; ++i) {
    const auto purpose = static_cast<Purpose>(i);
    if (rights.words(purpose)) less.add(purpose);
  }
  return less;
}

// An id beside the event: correlation or causation.
Result<std::string> open_beside(std::string_view name, capnp::Data::Reader sealed,
                                const StreamKeys& keys, const ReaderRights& rights,
                                Subjects& subjects) {
  if (sealed.size() == 0) return std::string();
  auto id = open_any(TokenScope::kStream, view_of(sealed), keys, rights, subjects, {});
  if (!id.ok()) return at_field(name, id.error());
  return std::move(id).value().text;
}

}  // namespace

ReaderRights ReaderRights::all() {
  ReaderRights rights;
  rights.add_names();
  for (std::size_t purpose = 0; purpose < kPurposes; ++purpose) {
    rights.add(static_cast<Purpose>(purpose));
  }
  return rights;
}

Result<OpenedEvent> Opener::open(std::string_view core_bytes, std::string_view words_bytes,
                                 const StreamKeys& keys, const ReaderRights& given) const {
  if (!CanonicalReader::possible(core_bytes)) return corrupt("the core has no possible size");
  if (!words_bytes.empty() && !CanonicalReader::possible(words_bytes)) {
    return corrupt("the words have no possible size");
  }
  try {
    CanonicalReader core_message(core_bytes);
    const auto core = core_message.root<schema::Core>();
    // What an access record names as its own is other people's: whose data, and which set. Once its
    // keys are destroyed, its time is over and nobody is named any more.
    const bool others = core.getEvent().getData().isPersonalDataAccessed() &&
                        (!given.names() || keys.identity() == nullptr);
    const ReaderRights rights = others ? words_only(given) : given;
    std::optional<CanonicalReader> words_message;
    capnp::List<schema::SealedField>::Reader fields;
    if (!words_bytes.empty()) {
      words_message.emplace(words_bytes);
      fields = words_message->root<schema::Words>().getFields();
    }
    struct ForClear {};
    ScratchBuilder<ForClear> message;
    message.setRoot(core.getEvent());
    OpeningVisitor visitor(core.getEvent(), fields, keys, rights, subjects_);
    const Status visited = visit_fields(message.getRoot<schema::Event>(), visitor);
    if (!visited.ok()) return visited.error();

    OpenedEvent opened;
    opened.event = canonical_bytes(message.getRoot<schema::Event>().asReader());
    opened.complete = visitor.complete() && keys.identity() != nullptr;
    if (opened.complete &&
        content_digest(*keys.identity(), opened.event.view()).value() != core.getContentDigest()) {
      return corrupt("the event is not the one that its content digest names");
    }
    auto correlation =
        open_beside("correlationid", core.getCorrelationId(), keys, rights, subjects_);
    if (!correlation.ok()) return correlation.error();
    opened.correlation_id = std::move(correlation).value();
    auto causation = open_beside("causationid", core.getCausationId(), keys, rights, subjects_);
    if (!causation.ok()) return causation.error();
    opened.causation_id = std::move(causation).value();
    opened.order_hint = core.getOrderHint();
    opened.as_recorded = core.getAsRecorded();
    return opened;
  } catch (const kj::Exception&) {
    return corrupt("the core or the words are not a readable message");
  }
}

Result<std::string> Opener::open_token(TokenScope scope, std::string_view sealed,
                                       const StreamKeys& keys, const ReaderRights& rights,
                                       std::string_view source) const {
  if (scope == TokenScope::kEvent && source.empty() && rights.own_names() &&
      keys.identity() != nullptr) {
    auto id = open_unproved_id(*keys.identity(), sealed);
    if (!id) return corrupt("a token: is not what was sealed");
    return *id;
  }
  auto id = open_any(scope, sealed, keys, rights, subjects_, source);
  if (!id.ok()) return at_field("a token", id.error());
  return std::move(id).value().text;
}

}  // namespace dangol
