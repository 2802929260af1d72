// The settled state of a stream, as it comes back into memory.
#pragma once

#include <span>
#include <vector>

#include "events/customer.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "store/snapshots.h"
#include "store/store.h"

namespace dangol {

struct StoredState {
  Customer customer;
  SnapshotAge age;
};

// From the stream's snapshot where that agrees with the log, then from the records after it. A
// stream without records has the empty state. kCorrupt names the place. Thread-safe.
Result<StoredState> load_stream_state(Store& store, StreamToken stream);

// The same of many streams, with one reading of each database for kStreamsAtOnce of them. Each
// answers for itself, in the order asked.
std::vector<Result<StoredState>> load_stream_states(Store& store,
                                                    std::span<const StreamToken> streams);

}  // namespace dangol
