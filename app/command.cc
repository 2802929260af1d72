#include "app/command.h"

#include <fmt/format.h>

#include "app/json_text.h"

namespace dangol {

namespace {

std::string key_file_of(const GlobalOptions& options) {
  if (!options.key_file.empty()) return options.key_file;
  std::string data = options.data;
  while (data.size() > 1 && data.ends_with('/')) data.pop_back();
  return data + ".key";
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
