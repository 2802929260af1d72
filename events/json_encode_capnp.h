// Writes one struct of an event as a JSON object, by the tables of the schema.
#pragma once

#include <string>

#include <capnp/any.h>

#include "events/cloudevents.h"
#include "events/schema_model.h"

namespace dangol {

// Appends the object: fields by ordinal, those that were not given left out.
void append_json_object(std::string& out, const StructModel& model,
                        capnp::AnyStruct::Reader structure, WrittenWith::Tokens tokens);

// Appends a token as text.
void append_json_token(std::string& out, std::string_view token, WrittenWith::Tokens tokens);

}  // namespace dangol
