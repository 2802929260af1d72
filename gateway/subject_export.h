// One subject's records to be taken out of the store, with the keys of the words that are shown: readable,
// and evidence for who has no key of ours. On record before, as an export.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "events/clock.h"
#include "events/outcome.h"
#include "events/sealing_evidence.h"
#include "gateway/access_grant.h"
#include "gateway/viewer.h"
#include "replay/history.h"
#include "replay/with_store.h"

namespace dangol {

struct ExportedRecord {
  HistoryItem item;
  std::vector<FieldEvidence> fields;  // of the words that `item` shows
};

struct ExportPage {
  std::vector<ExportedRecord> records;  // oldest first
  bool more = false;                    // ask again from the last one on
};

// Thread-safe as far as its parts are.
class SubjectExport {
 public:
  struct Parts {
    WithStore store;
    Disclose disclose;  // never called from within `store`
    Clock clock = system_clock();
  };
  explicit SubjectExport(Parts parts) : parts_(std::move(parts)) {}

  // A page is one record of an access. kUsage: no purpose or no reason. kNotFound: nothing is recorded under
  // the subject. Else as read_history.
  Result<ExportPage> page(std::string_view subject, const Viewer& viewer,
                          const HistoryMark& after = {}) const;

 private:
  const Parts parts_;
};

}  // namespace dangol
