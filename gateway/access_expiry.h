// The end of access records: when their time is over, the keys of their streams are destroyed, and then
// their words are removed from the files. From where and why somebody looked, and at which set or contact,
// is gone; account and person stay as tokens in the cores, which are never removed and which no path of
// ours opens any more. That there was an access, when and of what kind, stays, and so do all proofs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events/clock.h"
#include "events/outcome.h"
#include "gateway/disclosure.h"
#include "gateway/viewer.h"
#include "replay/with_store.h"

namespace dangol {

struct ExpiredMonth {
  std::string month;  // `2024-10`
  std::uint64_t streams = 0;
  std::uint64_t records = 0;
};

enum class Expiring : std::uint8_t {
  kTell,     // what would end now; destroys nothing
  kDestroy,  // records one personaldata.accessed with operation `erase` a month, and then destroys
};
// Which days are looked at.
enum class ExpirySearch : std::uint8_t {
  kOwn,    // from the day on which the log begins: no access record of our own is older
  kEvery,  // from 2000-01-01: also what was recorded as history from elsewhere
};

// Whether remove_ended_words() would find any. REQUIRES: Engine::read, or the store to itself.
Result<bool> has_ended_words(Store& store, ExpirySearch search, Micros now);
// Removes from the files the words of access records whose keys were destroyed, and the keys themselves. A
// process that ends in the middle leaves the rest to the next call. REQUIRES: nobody reads the store or
// writes to it meanwhile.
Result<std::uint64_t> remove_ended_words(Store& store, ExpirySearch search, Micros now);

struct AccessExpiry {
  WithStore store;
  Disclose disclose;  // never called from within `store`
  Clock clock = system_clock();

  // The months that are over now by access_months(), oldest first, without those that ended before. A
  // process that ends in the middle leaves the rest to the next call.
  Result<std::vector<ExpiredMonth>> run(const Viewer& viewer, Expiring what,
                                        ExpirySearch search) const;
};

}  // namespace dangol
