// What the commands of an auditor share: a key of the auditor's own, and a statement that it signs.
#pragma once

#include <string>

#include "app/command.h"
#include "app/store_access.h"
#include "events/outcome.h"
#include "replay/heads_check.h"
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

// The newest map of heads that the log records, held against the entries.
struct CheckedMap {
  std::string origin;  // a log's keys bear its name
  HeadsAt heads;
};
// Shows how far it is. Errors as check_heads; kNotFound: the log records none yet.
Result<CheckedMap> check_newest_map(StoreAccess& store);

// Says by which keys the note is signed, and prints it or writes it to the file.
ExitCode hand_out_statement(const GlobalOptions& global, const AuditorArguments& arguments,
                            const SigningKeys& keys, const std::string& note);

}  // namespace dangol
