// Small files that are replaced whole, and hold lines "name value".
#pragma once

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "events/outcome.h"

namespace dangol {

// Writes `<path>.new`, syncs it, renames it and syncs the directory: whoever reads `path`, also after
// a crash, finds the old text or the new one. kUnavailable with the reason.
Status write_whole_file(const std::filesystem::path& path, std::string_view text);

// Makes what was created or renamed in a directory durable.
Status sync_directory(const std::filesystem::path& dir);

// The rest of the line "name rest"; nullopt when the next line is another one.
std::optional<std::string> take_line(std::istream& in, std::string_view name);

}  // namespace dangol
