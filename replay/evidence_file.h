// The file words.jsonl of an export: for each text that is shown, the key of its field, so that a stranger
// ties the text to its record, and learns no other. One JSON object a line:
//
//   {"stream":"<32 hex digits>","version":"3","place":0,"field":"message.exchanged: text",
//    "key":"<base64>","text":"..."}
//
// `stream` and `version` name a record of a history proof (replay/history_proof.h); `place` is the field's
// among the record's words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "events/ids.h"
#include "events/outcome.h"
#include "events/sealing_evidence.h"

namespace dangol {

struct EvidenceLine {
  StreamToken stream;
  Version version;
  FieldEvidence evidence;

  // Ends with a newline.
  std::string line() const;
  // kRejected: not such an object.
  static Result<EvidenceLine> parse(std::string_view line);
};

}  // namespace dangol
