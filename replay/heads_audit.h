// What an auditor signs who made the map of heads anew: a signed note of C2SP, under a key of the auditor's
// own. Its text:
//
//   dangol heads audit v1
//   <origin of the log>
//   <position of the record that holds the map>
//   <records that the map covers>
//   <root of the map, base64>
//   <streams in it>
//
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "events/outcome.h"
#include "replay/heads_check.h"
#include "store/merkle_note.h"

namespace dangol {

struct HeadsAudit {
  std::string origin;
  HeadsAt heads;

  std::string text() const;
  // kRejected: not exactly what text() writes.
  static Result<HeadsAudit> parse(std::string_view text);
};

// The signed note.
std::string sign_audit(const HeadsAudit& audit, const NoteSigner& auditor);

}  // namespace dangol
