// The rules of the tree: which room may include which, which foreign library stands where, and how
// long a file may be. Pure functions over a file's path and text, so that they can be tested.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::structure {

inline constexpr std::size_t kMaxLines = 400;

// What is wrong with one source file, a sentence each. `path` is relative to the source tree.
std::vector<std::string> violations(std::string_view path, std::string_view text);

}  // namespace dangol::structure
