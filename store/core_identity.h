// What a stored core says to the store itself.
#pragma once

#include <string_view>

#include "events/outcome.h"
#include "store/stream_index.h"

namespace dangol {

// The sender's identity of the event in a core: what the stream index is told of it. kCorrupt when
// the bytes are no core.
Result<IndexedIdentity> identity_of(std::string_view core);

}  // namespace dangol
