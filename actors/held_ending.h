// The end of what a law keeps of somebody who was forgotten: because the law's time is over, or because
// it need no longer be kept. Recorded on their stream, as the erasure itself was; then the keys go from the
// vault apart and the words from the log. store/erasures.h finishes.
#pragma once

#include <string>
#include <vector>

#include "events/clock.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "store/store.h"

namespace dangol {

enum class HeldEnd : std::uint8_t {
  kOver,     // only what no law keeps any more at this moment
  kRelease,  // also what one still keeps
  kRestore,  // all but the words of the purposes in `keep`: more came back with an older copy
};

struct HeldEnding {
  StreamToken stream;
  HeldEnd what = HeldEnd::kOver;
  std::string hold;    // with kRelease: only this one, by the id its sender gave; empty: all
  std::string reason;  // a code, as the schema's shape labelName demands; stays in clear for ever
  std::string by;      // who decided it, as in `staff/<by>`; may be empty
  std::vector<Purpose> keep = {};  // with kRestore
};

struct HeldEnded {
  StreamToken stream;
  std::vector<Keeping> ended;  // words of these purposes are kept no more
  std::vector<Keeping> kept;   // these still are
};

// Does it, to the end. kNotFound: nothing is kept of the stream, no such hold is in force, or nothing is
// over. kRejected, with the reason: the request makes no sense. After an error before the frame nothing
// happened; afterwards, whoever opens the store next finishes it. REQUIRES: nobody reads the store or
// writes to it meanwhile; its right to write is held.
Result<HeldEnded> end_held(Store& store, const HeldEnding& ending, const Clock& clock);

}  // namespace dangol
