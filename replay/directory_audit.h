// What an auditor signs who made the map of heads anew and held the directory of the vault against it
// (gateway/directory.h): a signed note of C2SP, under a key of the auditor's own. Its text:
//
//   dangol directory audit v1
//   <origin of the log>
//   <position of the record that holds the map>
//   <records that the map covers>
//   <root of the map, base64>
//   <streams in it>
//   <of these: with a subject that has no other stream>
//   <of these: erased, as a record of theirs says>
//   <of these: the directory contradicts>
//
// Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "events/outcome.h"
#include "replay/heads_check.h"

namespace dangol {

struct DirectoryAudit {
  std::string origin;
  HeadsAt heads;
  std::uint64_t subjects = 0;
  std::uint64_t erased = 0;
  std::uint64_t contradictions = 0;

  std::string text() const;
  // kRejected: not exactly what text() writes, or the last three are not all streams of the map.
  static Result<DirectoryAudit> parse(std::string_view text);
};

// Whether the text begins as such a statement does.
bool is_directory_audit(std::string_view text);

}  // namespace dangol
