// What a verification of the store compares its log with: stored checkpoints, the anchor, and what the
// verifier kept.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/command.h"
#include "app/log_trust.h"
#include "events/outcome.h"
#include "gateway/log_evidence.h"
#include "replay/log_check.h"

namespace dangol {

struct KnownHistory {
  std::vector<KnownRoot> roots;
  std::vector<std::string> kept;  // files
  std::uint64_t checkpoints = 0;  // stored
  std::uint64_t newest = 0;       // records that the newest of them covers
  std::uint64_t unsigned_ = 0;    // stored, by keys that are not known here
  bool keys_known = false;
  bool anchored = false;  // there is an anchor with a checkpoint
  std::vector<AnchoredErasure> erasures;
  bool erasures_known = false;

  // For check_log. Stands as long as this.
  LogCheckOptions options() const;
  // What is said when all of it agrees with a log of so many records: lines, or members of an object.
  std::string text(std::uint64_t records) const;
  std::string json(std::uint64_t records) const;
};

// The keys of the signing key file, where it can be read, and those of the arguments. kCorrupt: a
// stored checkpoint or the anchor's is none, of another log, or a signature in it does not hold.
Result<KnownHistory> known_history(const GlobalOptions& global, const TrustArguments& arguments,
                                   const LogEvidence& evidence);

}  // namespace dangol
