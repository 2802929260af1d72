// What the schema says, as plain tables: the types of events, their fields, how each is kept, and
// where it stands in a message. Built once from event.capnp by reflection and immutable, so any
// thread may read it. JSON, sealing, the importer's check of a mapping and the tests read these
// tables; nothing else spells a type or a field.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dangol {

// The kinds of stream, numbered as in annotations.capnp.
enum class StreamKind : std::uint8_t {
  kCustomer,
  kContact,
  kProblem,
  kStaff,
  kAccess,
  kPolicy,
  kHeads
};
inline constexpr std::size_t kStreamKinds = 7;
const char* to_string(StreamKind kind);  // as in a subject: `customer`

// Why private words are held, numbered as in annotations.capnp.
enum class Purpose : std::uint8_t {
  kUnset,
  kIdentity,
  kCare,
  kConnection,
  kSurvey,
  kComplaint,
  kCommerce,
  kProtection,
  kAccess,
};
inline constexpr std::size_t kPurposes = 9;
const char* to_string(Purpose purpose);  // as in JSON: `identity`

// What an outside id names, numbered as in annotations.capnp, which says what each means.
enum class TokenScope : std::uint8_t { kStream, kEvent, kCustomer, kStaff, kSubject, kActor };

// How a field is kept in a record.
enum class Mark : std::uint8_t {
  kNested,   // a struct: its own fields are marked
  kFact,     // in clear for ever
  kToken,    // an id from outside, sealed or replaced by a stream's token
  kPrivate,  // words, sealed for a purpose
};

// What a fact's value must look like, numbered as in annotations.capnp.
enum class Shape : std::uint8_t { kAny, kCurrency, kLabelName, kDecimals, kMonth, kHash };

enum class FieldKind : std::uint8_t {
  kVoid,      // the `unset` member of a union; never in JSON
  kSigned,    // 16, 32 bits: a JSON number; 64 bits: text
  kUnsigned,  // 8, 16, 32 bits: a JSON number; 64 bits: text
  kEnum,      // JSON text
  kYesNo,     // JSON true or false
  kText,      // JSON text
  kToken,     // JSON text
  kTime,      // JSON text
  kPrivate,   // JSON text, or {"erased": true} on the way out
  kStruct,    // JSON object
};

struct StructModel;

struct FieldModel {
  std::string name;  // as in JSON
  std::uint16_t ordinal = 0;
  FieldKind kind = FieldKind::kVoid;
  bool list = false;      // of `kind`
  bool required = false;  // must be given and not be empty
  Mark mark = Mark::kNested;
  TokenScope scope = TokenScope::kStream;  // of tokens
  Purpose purpose = Purpose::kUnset;       // of private words
  Shape shape = Shape::kAny;               // of facts
  std::uint8_t bits = 0;                   // of numbers: 8, 16, 32 or 64
  std::uint32_t slot = 0;                  // bytes into the data section, or number of the pointer
  std::int32_t member = -1;                // of an anonymous union: its discriminant; else -1
  const StructModel* structure = nullptr;  // of kStruct
  const std::vector<std::string>* values = nullptr;  // of kEnum, by number; [0] is `unset`
};

struct StructModel {
  std::string name;  // as in the schema: `ContactStarted`
  std::uint16_t data_words = 0;
  std::uint16_t pointers = 0;
  std::int32_t discriminant = -1;  // of the anonymous union: bytes into the data section; else -1
  std::vector<FieldModel> fields;  // by ordinal
  // The fields that are, or hold, a token or private words: the only ones that sealing looks at.
  std::vector<const FieldModel*> sealed;

  const FieldModel* find(std::string_view json_name) const;
};

struct TypeModel {
  std::string name;                // `contact.started`
  std::uint16_t discriminant = 0;  // of Event.data
  bool decided = false;            // Dangol decides or guards it; else a fact
  std::uint8_t streams = 0;        // a bit for each StreamKind that takes it
  const StructModel* data = nullptr;

  bool accepts(StreamKind kind) const { return (streams >> static_cast<int>(kind) & 1) != 0; }
};

class SchemaModel {
 public:
  // REQUIRES: called once, by schema_model().
  SchemaModel();
  SchemaModel(const SchemaModel&) = delete;
  SchemaModel& operator=(const SchemaModel&) = delete;
  ~SchemaModel();

  // Null when no type has that name.
  const TypeModel* find_type(std::string_view name) const;
  // Null for the unset member and for numbers from a newer schema.
  const TypeModel* type_at(std::uint16_t discriminant) const;
  const std::vector<TypeModel>& types() const { return types_; }
  // Event without `data`: id, source, time, actorkind, actorid, purpose.
  const StructModel& envelope() const { return *envelope_; }
  // Bytes into Event's data section where the discriminant of Event.data stands.
  std::uint32_t type_slot() const { return type_slot_; }
  // The pointer of Event that holds the type's struct.
  std::uint32_t data_slot() const { return data_slot_; }

 private:
  class Builder;
  struct Tables;
  Tables* tables_;
  std::vector<TypeModel> types_;
  const StructModel* envelope_ = nullptr;
  std::uint32_t type_slot_ = 0;
  std::uint32_t data_slot_ = 0;
};

const SchemaModel& schema_model();

}  // namespace dangol
