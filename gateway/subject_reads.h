// Reads one subject, opened as far as who looks may see it. The one way to a history and to a state,
// for a command that has the store and for a running writer: what is opened is recorded first.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/clock.h"
#include "events/outcome.h"
#include "gateway/access_grant.h"
#include "gateway/limits.h"
#include "gateway/viewer.h"
#include "replay/as_of.h"
#include "replay/history.h"
#include "replay/with_store.h"

namespace dangol {

HistoryItem copy_of(const HistoryItem& item);

// Thread-safe as far as its parts are. Errors: kNotFound: nothing is recorded under the subject, and
// nothing is recorded of the question; those of `disclose`; those of read_history.
class SubjectReads {
 public:
  struct Parts {
    WithStore store;
    Disclose disclose;  // never called from within `store`
    Clock clock = system_clock();
  };
  explicit SubjectReads(Parts parts) : parts_(std::move(parts)) {}

  struct HistoryPage {
    std::vector<HistoryItem> items;  // oldest first
    bool more = false;               // ask again from the last item on
  };
  // At most `most` records, or kPageBytes and one more. A page that is opened is one record.
  // REQUIRES: most <= kPageRecords.
  Result<HistoryPage> history(std::string_view subject, const AsOf& as_of, const Viewer& viewer,
                              const HistoryMark& after = {}, std::size_t most = kPageRecords) const;
  // Where the subject stands, as JSON. Folded in steps, between which the store may be opened again.
  Result<std::string> state(std::string_view subject, const AsOf& as_of, const Viewer& viewer,
                            bool indented) const;
  struct ShownState {
    Version version;
    std::string json;  // empty: the reader knows that version, and is shown nothing
  };
  // The same with its version; who knows the state of `known` already is not shown it again.
  Result<ShownState> state_beyond(std::optional<Version> known, std::string_view subject,
                                  const AsOf& as_of, const Viewer& viewer, bool indented) const;

 private:
  Result<AccessGrant> grant(std::string_view subject, const Viewer& viewer) const;

  const Parts parts_;
};

// What puts records into `page`, which outlives it, until the page is full.
TakeHistory fill(SubjectReads::HistoryPage& page, std::size_t most = kPageRecords);

}  // namespace dangol
