// How tokens are written: the lines of their file, and what may stand in them. Pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/http/roles.h"

namespace dangol {

// Of a token as its bearer sends it, so that it is known for one wherever it turns up.
inline constexpr std::string_view kTokenPrefix = "dgl_";

// 1 to kMaxAccountBytes letters, digits and . _ @ -, the first of them a letter or a digit.
bool is_account(std::string_view text);
// A source that events may have: no blank, no control character, not too long.
bool is_source(std::string_view text);

std::optional<Role> parse_role(std::string_view word);
// `integrator,reader`; and back: nullopt for an unknown word.
std::string roles_text(Roles roles);
std::optional<Roles> parse_roles(std::string_view text);

}  // namespace dangol
