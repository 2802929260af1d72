// What a verifier brings along: whose log it should be, by which keys, seen by whom, and what it kept.
#pragma once

#include <string>
#include <vector>

#include "events/outcome.h"
#include "replay/log_check.h"
#include "store/merkle_policy.h"

namespace CLI {
class App;
}

namespace dangol {

struct TrustArguments {
  std::string origin;
  std::vector<std::string> keys;     // each a key, or a file with one a line
  std::string policy;                // file; empty: no witness is asked for
  std::vector<std::string> against;  // files with checkpoints that were kept
};

void add_trust_options(CLI::App& command, TrustArguments& arguments);

// kUsage: neither the arguments nor the policy name a key of the log, or a file cannot be read.
Result<LogTrust> read_trust(const TrustArguments& arguments);

// Keys of auditors. kUsage: one that is none.
Result<std::vector<NoteVerifier>> read_auditors(const std::vector<std::string>& keys);

// A text file that fits into memory. kUsage, with its name, when it cannot be read or is longer.
Result<std::string> read_small_file(const std::string& path, std::size_t most);

// A checkpoint that was kept, and the root that it speaks of.
struct KeptCheckpoint {
  std::string note;
  KnownRoot root;
};
// kUsage: a file cannot be read. kRejected: it is no checkpoint, of another log, or a signature in it
// does not hold. With keys, one of them must have signed it.
Result<std::vector<KeptCheckpoint>> read_kept(const std::vector<std::string>& files,
                                              const LogTrust& trust);

// "signed by KEY; cosigned by A at 2026-.., B at .."
std::string describe(const TrustedCheckpoint& checkpoint);
// The same as members of a JSON object: "origin":..,"size":..,"root":..,"key":..,"witnesses":[..]
std::string describe_json(const TrustedCheckpoint& checkpoint);

}  // namespace dangol
