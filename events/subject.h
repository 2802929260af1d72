// Subjects: the names of streams, `kind/id`. Pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "events/outcome.h"
#include "events/schema_model.h"

namespace dangol {

struct Subject {
  StreamKind kind;
  std::string_view id;  // a view of the text it was read from; never empty
};

// 1..255 bytes of UTF-8 without control characters, of a known kind. The error (kRejected) is a
// reason without the text: subjects are often e-mail addresses or numbers.
Result<Subject> parse_subject(std::string_view text);

// Nothing for a word that is no kind.
std::optional<StreamKind> stream_kind_named(std::string_view word);

// Null when `text` can stand as an id from outside: 1..255 bytes of UTF-8 without control
// characters. Else the reason.
const char* bad_id(std::string_view text);

}  // namespace dangol
