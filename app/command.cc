#include "app/command.h"

#include <fmt/format.h>

#include "events/json_text.h"

namespace dangol {

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
