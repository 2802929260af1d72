#include "app/command.h"

#include <filesystem>

#include <fmt/format.h>

#include "app/json_text.h"

namespace dangol {

namespace {

std::string key_file_of(const GlobalOptions& options) {
  if (!options.key_file.empty()) return options.key_file;
  // Beside the directory, whatever way it is named: `store/` and `.` too.
  std::filesystem::path data = std::filesystem::absolute(options.data).lexically_normal();
  if (!data.has_filename()) data = data.parent_path();
  return data.string() + ".key";
}

}  // namespace

Result<std::unique_ptr<Store>> open_store(const GlobalOptions& options, OpenFor purpose) {
  Store::Options how;
  how.key_file = key_file_of(options);
  how.missing = purpose == OpenFor::kWriting ? Missing::kCreate : Missing::kRefuse;
  return Store::open(options.data, how);
}

ExitCode fail(const GlobalOptions& options, const Error& error) {
  const ExitCode code = exit_code(error.code);
  if (options.json) {
    fmt::print(stderr, "{{\"error\":{},\"exit\":{}}}\n", json_text(error.message),
               static_cast<int>(code));
  } else {
    fmt::print(stderr, "dangol: {}\n", error.message);
  }
  return code;
}

}  // namespace dangol
