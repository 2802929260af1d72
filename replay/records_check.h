// Whether single records of a stream are in the log, unchanged: of a stream that is not shown as a whole, since
// others' records are in it. That there are no further ones is not said (replay/history_check.h is for that).
// What is believed comes from outside of the file. Needs no store and no key.
#pragma once

#include <cstdint>
#include <string_view>

#include "events/ids.h"
#include "events/outcome.h"
#include "replay/history_proof.h"
#include "store/merkle_policy.h"

namespace dangol {

// Checks a file line by line. After an error nothing more may be asked.
class RecordsChecker {
 public:
  // The head. kRejected says what does not hold.
  static Result<RecordsChecker> begin(std::string_view line, const LogTrust& trust);
  // The next record, by version; then record() is it. kRejected names the version.
  Status take(std::string_view line);
  const ProvedRecord& record() const { return record_; }
  StreamToken stream() const { return head_.stream; }
  const TrustedCheckpoint& checkpoint() const { return checkpoint_; }

 private:
  RecordsChecker() = default;

  RecordsProofHead head_;
  TrustedCheckpoint checkpoint_;
  Version last_;
  ProvedRecord record_;
};

}  // namespace dangol
