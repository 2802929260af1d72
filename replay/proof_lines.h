// The lines of a file from outside, each of bounded length.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>

#include "events/outcome.h"

namespace dangol {

// One line of at most `limit` bytes, without its newline; nullopt at the end. kRejected: it is longer, or the
// file is cut off in it.
Result<std::optional<std::string>> read_proof_line(std::istream& in, std::size_t limit);

}  // namespace dangol
