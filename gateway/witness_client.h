// Asks a witness for its cosignature (C2SP tlog-witness), as a log does.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/merkle_policy.h"

namespace dangol {

// The proof that the log of that many records is the beginning of the checkpoint's.
using ProveFrom = std::function<Result<std::vector<Hash>>(std::uint64_t old_size)>;

// Sends `note`, a signed checkpoint of `size` records, first as going on from `known` records, and from
// the size that the witness tells when it is another. Gives the witness's signature line, which holds;
// `known` is then `size`. Waits at most kWitnessPatience; on a thread of its own, so it may be called on
// any. kUnavailable: no answer, or none of the protocol. kRejected: the witness refuses, with its code.
// kCorrupt: it has cosigned more records than the checkpoint has, or others: the log was rolled back, or
// somebody signs another history with its key.
Result<std::string> ask_witness(const WitnessAddress& witness, std::uint64_t& known,
                                std::string_view note, std::uint64_t size, const ProveFrom& prove);

// The note with a further signature line, in the place of an earlier one by the same key.
std::string with_cosignature(std::string_view note, std::string_view line);

}  // namespace dangol
