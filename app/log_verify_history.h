// `dangol log verify --offline` of a proof of a history.
#pragma once

#include <string>
#include <vector>

#include "app/command.h"
#include "app/exit_code.h"
#include "store/merkle_policy.h"

namespace dangol {

// Whether the file begins as a proof of a history does.
bool is_history_proof(const std::string& path);

// Checks it and says in words what it proves. `auditors`: public keys, name+id+base64.
ExitCode verify_history(const GlobalOptions& global, const std::string& path, const LogTrust& trust,
                        const std::vector<std::string>& auditors);

}  // namespace dangol
