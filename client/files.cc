#include "client/files.h"

#include <fstream>
#include <iterator>

#include "client/limits.h"

namespace dangol {

namespace fs = std::filesystem;

Error unusable_file(const fs::path& file, std::string_view reason) {
  return {ErrorCode::kUsage, file.string() + ": " + std::string(reason)};
}

Result<std::string> read_client_file(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return unusable_file(file, "is not a regular file");
  if (fs::file_size(file, error) > kMaxClientFileBytes) {
    return unusable_file(file, "has more than " + std::to_string(kMaxClientFileBytes) + " bytes");
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) return unusable_file(file, "cannot be read");
  return std::string((std::istreambuf_iterator<char>(in)), {});
}

}  // namespace dangol
