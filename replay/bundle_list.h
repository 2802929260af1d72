// The file `export.json` of a person's export: which proofs are in the folder, and of whom.
//
//   {"form":"dangol export v1","histories":["customer/42"],"records":["contact/17"]}
//
//   record.json    the person's record, record.html the same to print
//   words.jsonl    the key of every text that is shown (replay/evidence_file.h)
//   1.history ..   the proof of the history of each subject of `histories`, in their order, with core and words of
//                  the records that are shown (replay/history_proof.h)
//   1.records ..   of each subject of `records` the proof of the records that are shown: others' records are
//                  in the same stream (replay/records_check.h)
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "events/outcome.h"

namespace dangol {

struct BundleList {
  std::vector<std::string> histories;  // subjects
  std::vector<std::string> records;

  std::string text() const;
  // kRejected: not such an object.
  static Result<BundleList> parse(std::string_view text);
};

// Counted from 0.
std::string history_file(std::size_t number);
std::string records_file(std::size_t number);

}  // namespace dangol
