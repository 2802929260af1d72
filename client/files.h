// Small files that a client is told to use.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "events/outcome.h"

namespace dangol {

// kUsage, naming the file: it cannot be used, for that reason.
Error unusable_file(const std::filesystem::path& file, std::string_view reason);
// The whole of it. kUsage: it is none, cannot be read, or is larger than kMaxClientFileBytes.
Result<std::string> read_client_file(const std::filesystem::path& file);

}  // namespace dangol
