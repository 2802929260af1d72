// Small helpers on UTF-8 text. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dangol {

// Bytes of the well-formed character that `text` begins with (no overlong form, no surrogate, at
// most U+10FFFF); 0 if there is none.
std::size_t utf8_length(std::string_view text);

bool is_utf8(std::string_view text);

// From `at` on, the place of the first byte that is not printable ASCII, or is '"' or '\\'.
std::size_t ascii_run(std::string_view text, std::size_t at);

// Whether a control character (below 0x20, or 0x7f) is in it.
bool has_control(std::string_view text);

// REQUIRES: a code point that is no surrogate.
void append_utf8(std::string& text, char32_t point);

// `text` for an error message: at most `limit` bytes, cut between characters and then ended with
// `...`; control characters become '?'.
std::string shown_text(std::string_view text, std::size_t limit);

// Appends `text` as a JSON string with its quotes. REQUIRES: is_utf8(text).
void append_json_string(std::string& out, std::string_view text);

}  // namespace dangol
