// The options by which somebody says who looks, and what for: what is opened to them is recorded.
#pragma once

#include <string>

#include "app/command.h"
#include "events/outcome.h"
#include "gateway/viewer.h"

namespace dangol {

// As typed.
struct ViewerOptions {
  std::string purpose;  // empty: nothing is opened
  std::string account;  // empty: who runs the program
  std::string reason;
};

// Adds --purpose, --account (or what it is called here) and --reason. `opens` says what a purpose opens.
void add_viewer_options(CLI::App& command, ViewerOptions& options, const std::string& opens,
                        const std::string& account = "--account");

// Who looks. kUsage, with the purposes that there are: another one, or an id that is none.
Result<Viewer> read_viewer(const ViewerOptions& options);

// Says on standard error that something was left sealed, and how it is opened.
void say_redacted(const GlobalOptions& global);

}  // namespace dangol
