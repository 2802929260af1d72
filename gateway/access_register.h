// The register of accesses: who looked at whose data, read back from the streams `access/<day>/<shard>`.
// Reading it is an access, and on record before anything is shown.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events/clock.h"
#include "events/outcome.h"
#include "gateway/access_grant.h"
#include "gateway/viewer.h"
#include "replay/history.h"
#include "replay/with_store.h"

namespace dangol {

// Which accesses. Empty: any.
struct RegisterQuestion {
  std::string month;    // `2026-11`, by UTC; empty: all that are kept
  std::string subject;  // to this one's data: `customer/42`
  std::string account;  // of this one: `ann`, which stands for `staff/ann`
};

// Where a page of the register ended.
struct RegisterMark {
  std::int64_t day = 0;  // since 1970-01-01; 0: from the first one on
  std::uint32_t shard = 0;
  HistoryMark after;
};

struct RegisterEntry {
  std::string stream;  // `access/20261122/0`
  HistoryItem item;    // a personaldata.accessed, or an accessrecords.reviewed
};

struct RegisterPage {
  std::vector<RegisterEntry> entries;  // by day, oldest first
  bool more = false;
  RegisterMark next;  // to ask for the next page with
};

// kUsage: a month or a subject that is none.
Status check_question(const RegisterQuestion& question);

// How many months access records are kept after the one that they are of: what the policy
// `access.months` says now, else kAccessMonths.
Result<std::uint32_t> access_months(Store& store, Micros now);

// Thread-safe as far as its parts are.
class AccessRegister {
 public:
  struct Parts {
    WithStore store;
    Disclose disclose;  // never called from within `store`
    Clock clock = system_clock();
  };
  explicit AccessRegister(Parts parts) : parts_(std::move(parts)) {}

  // At most kPageRecords entries. Whose data and who looked is shown to who has a purpose; words (from
  // where, why) to who reads for `access`. A review is told with the month that it is of. A page that is
  // opened is one record. Errors as check_question, `disclose` and read_history.
  Result<RegisterPage> page(const RegisterQuestion& question, const Viewer& viewer,
                            const RegisterMark& from = {}) const;

 private:
  const Parts parts_;
};

}  // namespace dangol
