// Fills one struct of an event from a JSON object, by the tables of the schema.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <capnp/any.h>

#include "events/json_check.h"
#include "events/outcome.h"
#include "events/schema_model.h"

namespace dangol {

// Decodes objects of one tape. Errors name the field by its path, then the reason, then the value
// if the field is a fact, at most 32 bytes of it; never a private word or an id.
class JsonDecoder {
 public:
  explicit JsonDecoder(const JsonTape& tape) : tape_(tape) {}

  // `name` is what the object is called in errors: `data`.
  // REQUIRES: `into` is freshly made with the model's sizes.
  Status decode(std::uint32_t node, std::string_view name, const StructModel& model,
                capnp::AnyStruct::Builder into);

  // Decodes one value that stands outside of an object of its own (the envelope's).
  Status decode_field(std::uint32_t node, const FieldModel& field, capnp::AnyStruct::Builder into);

 private:
  using Place = capnp::AnyPointer::Builder;

  bool object(std::uint32_t node, const StructModel& model, capnp::AnyStruct::Builder into);
  bool all_required(std::uint64_t given, const StructModel& model);
  bool choose(const FieldModel& field, const StructModel& model, std::uint32_t& chosen,
              capnp::AnyStruct::Builder& into);
  bool field(std::uint32_t node, const FieldModel& field, capnp::AnyStruct::Builder& into);
  bool list(std::uint32_t node, const FieldModel& field, Place place);
  bool item(std::uint32_t node, const FieldModel& field, Place place);
  bool text(std::uint32_t node, const FieldModel& field, Place place);
  bool token(std::uint32_t node, const FieldModel& field, Place place);
  bool time(std::uint32_t node, Place place);
  bool words(std::uint32_t node, Place place);
  bool number(std::uint32_t node, const FieldModel& field, std::uint64_t& value);
  bool whole(std::uint32_t node, const FieldModel& field, std::uint64_t& value);
  bool named_value(std::uint32_t node, const FieldModel& field, std::uint64_t& value);
  // The characters of a string value; refuses any other kind.
  bool characters(std::uint32_t node, std::string_view& text);

  bool refuse(std::string_view reason);
  bool refuse_fact(std::string_view reason, std::string_view value);
  std::string path() const;

  struct Step {
    const std::string* name;  // null: an item of a list
    std::uint32_t index;
  };
  const JsonTape& tape_;
  std::string_view root_;
  std::vector<Step> steps_;
  std::string scratch_;
  std::string reason_;
};

}  // namespace dangol
