// Checks a proof that came as a text, with nothing but what is known from outside. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "events/ids.h"
#include "events/outcome.h"
#include "events/record.h"
#include "store/merkle_policy.h"
#include "store/merkle_proof.h"

namespace dangol {

struct InclusionCheck {
  Position position;
  Entry entry;
  TrustedCheckpoint checkpoint;
};

// That the entry which the proof brings along is in the log. kRejected says what does not hold.
Result<InclusionCheck> check_inclusion(std::string_view proof, const LogTrust& trust);

struct ConsistencyCheck {
  TrustedCheckpoint older;
  TrustedCheckpoint newer;
};

// That the log of `older`, a signed note kept from then, is the beginning of the newer one. Witnesses, if
// the policy asks for them, must have seen the newer one.
Result<ConsistencyCheck> check_consistency(std::string_view proof, std::string_view older,
                                           const LogTrust& trust);

}  // namespace dangol
