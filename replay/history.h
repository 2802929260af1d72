// One subject's history: its records in order, opened as far as the reader has the right to them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "events/customer.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "events/record.h"
#include "events/sealing_open.h"
#include "replay/as_of.h"
#include "store/store.h"

namespace dangol {

struct HistoryItem {
  Place place;
  Entry entry;
  OpenedEvent event;
};

// Return false to stop reading.
using TakeHistory = std::function<bool(const HistoryItem&)>;
// Where an earlier reading stopped: behind this record of the stream.
struct HistoryMark {
  Version version;
  Hash chain;
};

// Reads the subject's settled records behind `after` and up to `as_of`, oldest first, in bounded
// memory. kNotFound: nobody by that name has a record. Thread-safe.
Status read_history(Store& store, std::string_view subject, const AsOf& as_of,
                    const ReaderRights& rights, const TakeHistory& take,
                    const HistoryMark& after = {});

// The same of a stream whose names and keys `vault` has.
Status read_history(Store& store, Vault& vault, StreamToken stream, const AsOf& as_of,
                    const ReaderRights& rights, const TakeHistory& take,
                    const HistoryMark& after = {});

// The subject's state as of then, folded from its records.
Result<Customer> state_as_of(Store& store, std::string_view subject, const AsOf& as_of);
// The same in steps: nothing yet; then at most `records` more, true while there may be more.
Result<Customer> begin_state(Store& store, std::string_view subject);
Result<bool> continue_state(Store& store, const AsOf& as_of, std::size_t records, Customer& state);

// The state as JSON, its tokens opened as far as `rights` go; first, where the subject was ever given one,
// `calledName` and `epithet`, words that stand in its records.
Result<std::string> show_state(Store& store, const Customer& state, const ReaderRights& rights,
                               bool indented);

}  // namespace dangol
