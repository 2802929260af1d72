// Whether a file proves a history (replay/history_proof.h): that these are all records of the stream up to a
// size of the log, unchanged and in order. What is believed comes from outside of the file: the log's name
// and keys, its witnesses, the auditors. Needs no store and no key to words.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "replay/heads_check.h"
#include "replay/history_proof.h"
#include "store/merkle_note.h"
#include "store/merkle_policy.h"

namespace dangol {

struct HistoryTrust {
  LogTrust log;
  std::vector<NoteVerifier> auditors;
};

// What was proved.
struct HistoryVerdict {
  StreamToken stream;
  std::uint64_t records = 0;  // all that the stream had among the first heads.map.size of the log
  std::uint64_t without_words = 0;  // of these: their words are not in the file
  std::uint64_t withheld = 0;       // of these: neither core nor words are in the file
  HeadsAt heads;
  Micros heads_recorded;  // as the operator's clock said
  TrustedCheckpoint checkpoint;
  std::vector<std::string> recomputed_by;  // names of auditors
  // What auditors found who looked into the directory of the vault: whether a person can have another stream.
  struct DirectorySeen {
    std::string by;
    std::uint64_t subjects = 0;        // with one stream each
    std::uint64_t erased = 0;          // streams of nobody any more
    std::uint64_t contradictions = 0;  // streams of which the directory says something else
  };
  std::vector<DirectorySeen> directory;

  // In words, what this proves and what not; several sentences, one a line.
  std::string text() const;
};

// Checks a proof line by line, in the memory of one. After an error nothing more may be asked.
class HistoryChecker {
 public:
  // The head. kRejected says what does not hold.
  static Result<HistoryChecker> begin(std::string_view line, const HistoryTrust& trust);
  // The next record; then record() is it. kRejected names the version.
  Status take(std::string_view line);
  const ProvedRecord& record() const { return record_; }
  // The file ends. kRejected: records are left out at the end.
  Result<HistoryVerdict> finish() const;

 private:
  HistoryChecker() = default;
  Status check_heads_record();
  Status check_audits(const HistoryTrust& trust);
  Status check_place(const ProvedRecord& record) const;

  HistoryProofHead head_;
  HistoryVerdict verdict_;
  Head at_;  // of the record taken last
  std::optional<Position> position_;
  ProvedRecord record_;
};

// A whole file.
Result<HistoryVerdict> check_history(std::istream& in, const HistoryTrust& trust);

}  // namespace dangol
