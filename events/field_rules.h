// What the value of a field must look like, whatever form it came in. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "events/schema_model.h"

namespace dangol {

// Null, or why a fact's text cannot stand: it is too long, holds a control character, or is not of its shape.
// REQUIRES: UTF-8, not empty.
const char* bad_fact(Shape shape, std::string_view text);
// Null, or why a whole number cannot.
const char* bad_number(Shape shape, std::uint64_t value);
// Null, or why an id from outside cannot: as bad_id and, of scope subject, parse_subject. `scratch` may hold
// the reason.
const char* bad_token(TokenScope scope, std::string_view text, std::string& scratch);

}  // namespace dangol
