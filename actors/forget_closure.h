// Which streams, and which records of other streams, are one person's: those that were merged, the
// contacts that were put down to them later, and what stands in another person's stream about a contact
// that turned out to be theirs.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/store.h"

namespace dangol {

struct PersonStreams {
  std::vector<StreamToken> whole;                      // the one asked for first
  std::map<StreamToken, std::vector<Version>> partly;  // streams of others, and the records in them
  // Records of these streams about contacts that were put down to somebody else: they go, too, since
  // they stand under this person's keys.
  std::uint64_t of_others = 0;
};

// Reads every record of the streams. Streams whose subject is forgotten already are left out.
// kRejected: more than `most` streams.
Result<PersonStreams> streams_of_person(Store& store, StreamToken stream, std::size_t most);

}  // namespace dangol
