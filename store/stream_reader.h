// One stream's records, in order, found through the index and checked against their entries.
#pragma once

#include <cstdint>
#include <functional>

#include "events/ids.h"
#include "events/outcome.h"
#include "events/record.h"
#include "store/store.h"

namespace dangol {

// One record of a stream; the views are valid during the call that hands it out.
struct StreamRecord {
  Place place;
  Entry entry;
  std::string_view core;
  std::string_view words;
};

// The error, with the place it was found at.
Error at(Place place, const Error& error);

// Return false to stop reading.
using TakeRecord = std::function<bool(const StreamRecord&)>;

// Reads the settled records after `after` (its chain is `chain`) in order of version, in bounded
// memory. Version and chain are checked from record to record, core and words against the entry;
// kCorrupt names the place. Thread-safe.
Status read_stream(Store& store, StreamToken stream, Version after, Hash chain, ReadWords words,
                   const TakeRecord& take);

}  // namespace dangol
