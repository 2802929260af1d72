// Visits the tokens and the private words of one event, and nothing else: what sealing replaces
// before a record is stored, and what opening puts back. Guided by tables built once from the
// schema, so a visit costs only the fields that are there.
//
// To seal (the reverse opens):
//
//   capnp::MallocMessageBuilder message;
//   message.setRoot(clear_event);                       // a copy: the clear bytes stay untouched
//   auto event = message.getRoot<schema::Event>();
//   struct Sealer : FieldVisitor { ... } sealer;
//   Status done = visit_fields(event, sealer);
//   core.setEvent(event); capnp::canonicalize(core.asReader());
//
// Bytes that are replaced leave a zeroed hole in the builder; canonicalize() drops it.
//
// Paths. A field's path number says which field it is, among those of its type, for ever. It is
// built from the ordinals on the way down from the type's struct, one byte a step, the first step
// in the highest used byte: (ordinal + 1). A member of a list has the path of the list. So
// MessageExchanged.text @3 is 0x04, IssueOpened.owner @4 . agent @1 is 0x0502, and fields of the
// envelope are 0xff000000 | (ordinal + 1). Bound into a sealed field together with the type.
#pragma once

#include <cstdint>
#include <string_view>

#include <capnp/any.h>

#include "events/event.capnp.h"
#include "events/outcome.h"
#include "events/schema_model.h"

namespace dangol {

inline constexpr std::uint32_t kEnvelopePath = 0xff000000;
inline constexpr std::uint32_t path_step(std::uint32_t parent, std::uint16_t ordinal) {
  return (parent << 8) | (ordinal + 1U);
}

// Where one token stands. Valid during the visit.
class TokenSlot {
 public:
  explicit TokenSlot(capnp::AnyPointer::Builder place) : place_(place) {}
  // The token's bytes: text of 1..255 bytes in a clear event, its sealed form in a record.
  // Valid until set().
  std::string_view get();
  // REQUIRES: bytes is not empty and does not point into get().
  void set(std::string_view bytes);

 private:
  capnp::AnyPointer::Builder place_;
};

// Where one private value stands: union { clear, sealed, erased }. Valid during the visit.
class PrivateSlot {
 public:
  explicit PrivateSlot(schema::Private<capnp::Text>::Builder place) : place_(place) {}
  bool is_clear() const { return place_.asReader().isClear(); }
  bool is_sealed() const { return place_.asReader().isSealed(); }
  bool is_erased() const { return place_.asReader().isErased(); }
  // REQUIRES: is_clear(). Valid until the slot is set.
  std::string_view clear();
  // REQUIRES: is_sealed(). The place in Words.fields.
  std::uint16_t sealed() const { return place_.asReader().getSealed(); }
  // All three also zero what was there before, words or place: Cap'n Proto alone would keep it in
  // the message, as the inactive member of the union.
  void set_clear(std::string_view words);
  void set_sealed(std::uint16_t place);
  void set_erased();

 private:
  schema::Private<capnp::Text>::Builder place_;
};

// Called in a fixed order (envelope first, then by ordinal, lists by index) for each token and
// each private value that is present. The first Status that is not ok ends the visit.
class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;
  // `scope` is never kActor: it is kCustomer, kStaff or kStream by the event's actorKind.
  virtual Status token(std::uint32_t path, TokenScope scope, TokenSlot& slot) = 0;
  virtual Status words(std::uint32_t path, Purpose purpose, PrivateSlot& slot) = 0;
};

// kCorrupt for an event of no known type.
Status visit_fields(schema::Event::Builder event, FieldVisitor& visitor);

}  // namespace dangol
