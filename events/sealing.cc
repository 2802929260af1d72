#include "events/sealing.h"

#include <vector>

#include <fmt/format.h>

#include "events/field_plan_capnp.h"
#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_names.h"
#include "events/sealing_tokens.h"
#include "events/sealing_words.h"
#include "events/subject.h"

namespace dangol {
namespace {

constexpr std::size_t kSaltBytes = 16;

Error rejected(std::string message) { return {ErrorCode::kRejected, std::move(message)}; }

// Replaces what must not be in clear in the copy of one event.
class SealingVisitor final : public FieldVisitor {
 public:
  SealingVisitor(schema::Event::Reader clear, const EventIdentity& identity, StreamKeys& keys,
                 Subjects& subjects, Entropy& entropy)
      : source_(clear.getSource().cStr(), clear.getSource().size()),
        type_(static_cast<std::uint16_t>(clear.getData().which())),
        narrowed_(static_cast<Purpose>(clear.getPurpose())),
        identity_(identity),
        keys_(keys),
        subjects_(subjects),
        entropy_(entropy) {}

  Status token(std::uint32_t path, TokenScope scope, TokenSlot& slot) override {
    const std::string_view id = slot.get();
    if (id.size() > kMaxTokenBytes) {
      return rejected(fmt::format("{} has {} bytes, at most {} are allowed",
                                  field_name(type_, path), id.size(), kMaxTokenBytes));
    }
    switch (scope) {
      case TokenScope::kStream:
      case TokenScope::kActor: slot.set(seal_id(*keys_.identity(), id).view()); return Done{};
      case TokenScope::kEvent: {
        const bool own = path == kOwnIdPath;
        const IdToken token = own ? identity_.id : id_token(*keys_.identity(), source_, id);
        slot.set(seal_event_id(*keys_.identity(), token, id).view());
        return Done{};
      }
      case TokenScope::kCustomer: return subject(path, "customer/", id, slot);
      case TokenScope::kStaff: return subject(path, "staff/", id, slot);
      case TokenScope::kSubject: return subject(path, "", id, slot);
    }
    return rejected("a token of no known scope");
  }

  Status words(std::uint32_t path, Purpose purpose, PrivateSlot& slot) override {
    if (!slot.is_clear()) {
      return rejected(fmt::format("{} is not in clear", field_name(type_, path)));
    }
    if (narrowed_ != Purpose::kUnset && narrowed_ != purpose) {
      return rejected(fmt::format("purpose {} is not what {} is held for: {}", to_string(narrowed_),
                                  field_name(type_, path), to_string(purpose)));
    }
    auto key = keys_.current(purpose);
    if (!key.ok()) return key.error();
    const auto place = static_cast<std::uint16_t>(fields_.size());
    fields_.push_back({path, seal_words({keys_.stream(), identity_.id, type_, path, place},
                                        *key.value(), slot.clear(), entropy_)});
    slot.set_sealed(place);
    return Done{};
  }

  // The words of the event as bytes; empty: it has none.
  std::string words_bytes() const {
    if (fields_.empty()) return {};
    struct ForWords {};
    ScratchBuilder<ForWords> message;
    auto words = message.initRoot<schema::Words>();
    entropy_.fill(salt_of(words));
    auto list = words.initFields(static_cast<unsigned>(fields_.size()));
    for (unsigned i = 0; i < list.size(); ++i) {
      const Field& from = fields_[i];
      auto to = list[i];
      to.setPath(from.path);
      to.setPurpose(static_cast<schema::Purpose>(from.sealed.key.purpose));
      to.setKeyId(from.sealed.key.id.value());
      to.setNonce(data_of(view(from.sealed.nonce)));
      to.setCommitment(data_of(from.sealed.commitment.view()));
      to.setCiphertext(data_of(from.sealed.ciphertext));
    }
    // Filled in the order of the canonical form, so one segment is that form already.
    const std::string_view whole = single_segment(message);
    return std::string(whole.empty() ? canonical_bytes(words.asReader()).view() : whole);
  }

  template <class Part>
  static std::span<std::uint8_t> salt_of(Part part) {
    auto salt = part.initSalt(kSaltBytes);
    return {salt.begin(), salt.size()};
  }

 private:
  static constexpr std::uint32_t kOwnIdPath = kEnvelopePath | 1;  // Event.id @0

  struct Field {
    std::uint32_t path;
    SealedWords sealed;
  };

  Status subject(std::uint32_t path, std::string_view kind, std::string_view id, TokenSlot& slot) {
    subject_.assign(kind).append(id);
    auto token = subjects_.token_of(subject_);
    if (!token.ok()) {
      return Error{token.error().code,
                   fmt::format("{}: {}", field_name(type_, path), token.error().message)};
    }
    slot.set(token.value().view());
    return Done{};
  }

  const std::string_view source_;
  const std::uint16_t type_;
  const Purpose narrowed_;
  const EventIdentity& identity_;
  StreamKeys& keys_;
  Subjects& subjects_;
  Entropy& entropy_;
  std::vector<Field> fields_;
  std::string subject_;
};

Status too_long(std::string_view name, std::string_view id) {
  if (id.size() <= kMaxTokenBytes) return Done{};
  return rejected(
      fmt::format("{} has {} bytes, at most {} are allowed", name, id.size(), kMaxTokenBytes));
}

}  // namespace

Result<EventIdentity> identify(const SentEvent& event, const StreamKeys& keys) {
  const std::string_view bytes = event.event.view();
  if (!CanonicalReader::possible(bytes)) return rejected("the event is empty");
  try {
    CanonicalReader message(bytes);
    const auto clear = message.root<schema::Event>();
    const auto source = clear.getSource();
    if (!clear.hasId() || source.size() == 0) return rejected("the event has no id or no source");
    const IdentityKeys& identity = *keys.identity();
    return EventIdentity{
        .id = id_token(identity, {source.cStr(), source.size()}, view_of(clear.getId())),
        .digest = content_digest(identity, bytes),
    };
  } catch (const kj::Exception&) {
    return rejected("the event is not a readable message");
  }
}

Result<SealedRecord> Sealer::seal(const SentEvent& event, const EventIdentity& identity,
                                  const Delivery& delivery, StreamKeys& keys) const {
  for (const auto& [name, id] :
       {std::pair<std::string_view, std::string_view>{"correlationid", event.correlation_id},
        {"causationid", event.causation_id}}) {
    const Status fits = too_long(name, id);
    if (!fits.ok()) return fits.error();
  }
  try {
    CanonicalReader sent(event.event.view());
    const auto clear = sent.root<schema::Event>();
    if (schema_model().type_at(static_cast<std::uint16_t>(clear.getData().which())) == nullptr) {
      return rejected("the event is of no type that this version knows");
    }
    struct ForCore {};
    ScratchBuilder<ForCore> message;
    auto core = message.initRoot<schema::Core>();
    entropy_.fill(SealingVisitor::salt_of(core));
    core.setEvent(clear);
    SealingVisitor visitor(clear, identity, keys, subjects_, entropy_);
    const Status sealed = visit_fields(core.getEvent(), visitor);
    if (!sealed.ok()) return sealed.error();
    core.setContentDigest(identity.digest.value());
    core.setOrderHint(event.order_hint);
    if (!event.correlation_id.empty()) {
      core.setCorrelationId(data_of(seal_id(*keys.identity(), event.correlation_id).view()));
    }
    if (!event.causation_id.empty()) {
      core.setCausationId(data_of(seal_id(*keys.identity(), event.causation_id).view()));
    }
    core.setAsRecorded(delivery.history == History::kAsRecorded);
    core.setUnitSize(delivery.unit_size);
    core.setUnitPlace(delivery.unit_place);
    core.setSchemaVersion(schema::SCHEMA_VERSION);
    if (const auto subject = parse_subject(event.subject); subject.ok()) {
      core.setStreamKind(static_cast<std::uint8_t>(1 + static_cast<int>(subject.value().kind)));
    }
    SealedRecord record;
    record.core = canonical_bytes(core.asReader());
    record.words = visitor.words_bytes();
    return record;
  } catch (const kj::Exception&) {
    return rejected("the event is not a readable message");
  }
}

}  // namespace dangol
