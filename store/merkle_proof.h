// Proofs as texts that anyone can check without this program: that an entry is in the log, as C2SP
// tlog-proof@v1; that an earlier log is the beginning of a later one, as the body that C2SP tlog-witness
// takes. Each ends with the checkpoint that it is about. Pure; nothing of a parsed text is believed
// before its hashes and its checkpoint are checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"

namespace dangol {

// How the text of an inclusion proof begins.
inline constexpr std::string_view kInclusionProofLine = "c2sp.org/tlog-proof@v1";
// How the text of a consistency proof begins.
inline constexpr std::string_view kConsistencyProofStart = "old ";

struct InclusionProof {
  std::string
      extra;  // not covered by any signature; here: the entry, so that the file says what it proves
  std::uint64_t index = 0;
  std::vector<Hash> hashes;  // the nearest to the leaf first
  std::string checkpoint;    // a signed note, as it was received

  std::string text() const;
  // kRejected, naming the line: not of that form, or over a bound of store/proof_limits.h.
  static Result<InclusionProof> parse(std::string_view text);
};

struct ConsistencyProof {
  std::uint64_t old_size = 0;
  std::vector<Hash> hashes;
  std::string checkpoint;  // of the later tree

  std::string text() const;
  static Result<ConsistencyProof> parse(std::string_view text);
};

}  // namespace dangol
