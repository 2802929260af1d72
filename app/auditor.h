// What the commands of an auditor share: a key of the auditor's own, and a statement that it signs.
#pragma once

#include <string>

#include "app/command.h"
#include "events/outcome.h"
#include "store/signing_keys.h"

namespace CLI {
class App;
}

namespace dangol {

struct AuditorArguments {
  std::string key_file;
  std::string name;
  std::string output;  // empty: standard output
};

void add_auditor_options(CLI::App& command, AuditorArguments& arguments);

// Made when there are none.
Result<SigningKeys> auditors_keys(const AuditorArguments& arguments);

// Says by which keys the note is signed, and prints it or writes it to the file.
ExitCode hand_out_statement(const GlobalOptions& global, const AuditorArguments& arguments,
                            const SigningKeys& keys, const std::string& note);

}  // namespace dangol
