// Whether a person's export (replay/bundle_list.h) says what the log holds: every event of its record is in a
// proof of its folder, and says what the log's record says; every text is tied to its record by its field's
// key; every history is whole, and every record of it that is shown in the proof stands in the export's
// record. What is believed of the log comes from outside. Needs no store.
//
// Not held: who is meant by an id or a subject, since the log has tokens only; what stands above the events in
// record.json, and record.html, which are made from the events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "events/outcome.h"
#include "replay/bundle_limits.h"
#include "replay/history_check.h"

namespace dangol {

struct BundleVerdict {
  std::vector<HistoryVerdict> histories;  // of the person's own streams
  std::uint64_t events = 0;               // in the export's record
  std::uint64_t of_others = 0;  // of these: in streams that hold others' records too; no history
                                // says that there are no more of them
  std::uint64_t texts = 0;      // with their keys

  // In words; several sentences, one a line.
  std::string text() const;
};

struct BundleBounds {
  std::size_t record_bytes = kMaxPersonJsonBytes;
  std::size_t line_bytes = kMaxEvidenceLineBytes;
  std::size_t list_bytes = kMaxBundleListBytes;
};

// kNotFound, kRejected: with the file, and the record in it.
Result<BundleVerdict> check_bundle(const std::filesystem::path& folder, const HistoryTrust& trust,
                                   const BundleBounds& bounds = {});

}  // namespace dangol
