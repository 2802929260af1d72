#include <cstring>

#include <kj/debug.h>

#include "events/field_plan_capnp.h"

namespace dangol {
namespace {

using capnp::AnyPointer;
using capnp::AnyStruct;
using capnp::List;
using PrivateText = schema::Private<capnp::Text>;

// Canonical messages end their structs at the last used word: what lies beyond reads as 0.
std::uint16_t number_at(AnyStruct::Builder& structure, std::int32_t offset) {
  auto bytes = structure.getDataSection();
  std::uint16_t value = 0;
  if (static_cast<std::size_t>(offset) + sizeof value <= bytes.size()) {
    std::memcpy(&value, bytes.begin() + offset, sizeof value);
  }
  return value;
}

template <class T>
typename List<T>::Builder list_of(AnyPointer::Builder place, capnp::ElementSize size) {
  auto list = place.getAs<capnp::AnyList>();
  KJ_REQUIRE(list.getElementSize() == size, "a list of another kind");
  return list.template as<List<T>>();
}

class Walk {
 public:
  Walk(FieldVisitor& visitor, TokenScope actor) : visitor_(visitor), actor_(actor) {}

  Status fields(const StructModel& model, AnyStruct::Builder structure, std::uint32_t parent) {
    auto pointers = structure.getPointerSection();
    for (const FieldModel* field : model.sealed) {
      if (field->slot >= pointers.size()) continue;
      if (field->member >= 0 && number_at(structure, model.discriminant) != field->member) continue;
      AnyPointer::Builder place = pointers[field->slot];
      if (place.isNull()) continue;
      Status done = one_field(*field, place, path_step(parent, field->ordinal));
      if (!done.ok()) return done;
    }
    return Done{};
  }

  Status token(const FieldModel& field, AnyPointer::Builder place, std::uint32_t path) {
    TokenSlot slot(place);
    if (slot.get().empty()) return Done{};
    return visitor_.token(path, field.scope == TokenScope::kActor ? actor_ : field.scope, slot);
  }

 private:
  Status one_field(const FieldModel& field, AnyPointer::Builder place, std::uint32_t path) {
    if (field.kind == FieldKind::kToken) {
      if (!field.list) return token(field, place, path);
      return each(list_of<AnyPointer>(place, capnp::ElementSize::POINTER),
                  [&](AnyPointer::Builder item) { return token(field, item, path); });
    }
    if (field.kind == FieldKind::kPrivate) {
      if (!field.list) return words(field, place.getAs<PrivateText>(), path);
      return each(place.getAs<List<PrivateText>>(),
                  [&](PrivateText::Builder item) { return words(field, item, path); });
    }
    if (!field.list) return fields(*field.structure, place.getAs<AnyStruct>(), path);
    return each(list_of<AnyStruct>(place, capnp::ElementSize::INLINE_COMPOSITE),
                [&](AnyStruct::Builder item) { return fields(*field.structure, item, path); });
  }

  Status words(const FieldModel& field, PrivateText::Builder place, std::uint32_t path) {
    if (place.isClear() && !place.hasClear()) return Done{};  // not given
    PrivateSlot slot(place);
    return visitor_.words(path, field.purpose, slot);
  }

  template <class Items, class Use>
  Status each(Items items, Use use) {
    for (unsigned i = 0; i < items.size(); ++i) {
      Status done = use(items[i]);
      if (!done.ok()) return done;
    }
    return Done{};
  }

  FieldVisitor& visitor_;
  TokenScope actor_;
};

TokenScope actor_scope(schema::ActorKind kind) {
  switch (kind) {
    case schema::ActorKind::CUSTOMER: return TokenScope::kCustomer;
    case schema::ActorKind::STAFF:
    case schema::ActorKind::PARTNER: return TokenScope::kStaff;
    case schema::ActorKind::UNSET:
    case schema::ActorKind::SYSTEM:
    case schema::ActorKind::THIRD_PARTY: break;
  }
  return TokenScope::kStream;
}

}  // namespace

std::string_view TokenSlot::get() {
  auto bytes = place_.getAs<capnp::Data>();
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

void TokenSlot::set(std::string_view bytes) {
  place_.setAs<capnp::Data>(
      capnp::Data::Reader(reinterpret_cast<const kj::byte*>(bytes.data()), bytes.size()));
}

std::string_view PrivateSlot::clear() {
  auto words = place_.asReader().getClear();
  return {words.begin(), words.size()};
}

void PrivateSlot::set_clear(std::string_view words) {
  if (!place_.isClear()) place_.setSealed(0);
  auto text = place_.initClear(static_cast<unsigned>(words.size()));
  std::memcpy(text.begin(), words.data(), words.size());
}

void PrivateSlot::set_sealed(std::uint16_t place) {
  if (place_.isClear()) place_.disownClear();
  place_.setSealed(place);
}

void PrivateSlot::set_erased() {
  if (place_.isClear()) place_.disownClear();
  place_.setSealed(0);
  place_.setErased();
}

Status visit_fields(schema::Event::Builder event, FieldVisitor& visitor) {
  const SchemaModel& schema = schema_model();
  const TypeModel* type = schema.type_at(static_cast<std::uint16_t>(event.getData().which()));
  if (type == nullptr) {
    return Error{ErrorCode::kCorrupt, "the event is of no type that this version knows"};
  }
  try {
    Walk walk(visitor, actor_scope(event.getActorKind()));
    AnyStruct::Builder whole = capnp::toAny(event);
    // Envelope paths carry their mark in the top byte instead of a parent.
    for (const FieldModel* field : schema.envelope().sealed) {
      AnyPointer::Builder place = whole.getPointerSection()[field->slot];
      Status done = walk.token(*field, place, kEnvelopePath | (field->ordinal + 1U));
      if (!done.ok()) return done;
    }
    AnyPointer::Builder data = whole.getPointerSection()[schema.data_slot()];
    if (data.isNull()) return Done{};
    return walk.fields(*type->data, data.getAs<AnyStruct>(), 0);
  } catch (const kj::Exception& e) {
    return Error{ErrorCode::kCorrupt, "an event's fields cannot be read"};
  }
}

}  // namespace dangol
