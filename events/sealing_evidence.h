// Evidence for opened words: the key of one field of one event, which opens that field and nothing else.
// Whoever has it, the record's core and its sealed words can tie the text to the record, and so to the
// log, without any key of the store.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "events/sealing_keys.h"
#include "events/sealing_open.h"

namespace dangol {

struct FieldEvidence {
  std::uint16_t place = 0;  // of the field among the record's words
  std::string field;        // `message.exchanged: text`
  std::string key;          // 32 bytes
  std::string text;
};

// Of every field that the reader may see and that still opens. kCorrupt as Opener::open.
Result<std::vector<FieldEvidence>> evidence_of(std::string_view core, std::string_view words,
                                               const StreamKeys& keys, const ReaderRights& rights);

// What the field at `place` of the record says, by its key alone. kRejected: it is not its key, or there is
// no such field.
Result<FieldEvidence> open_by_evidence(StreamToken stream, std::string_view core,
                                       std::string_view words, std::uint16_t place,
                                       std::string_view key);

// A record's event as who has the keys of these fields sees it: their words in clear, other words sealed, and
// for every id an opaque text.
struct EvidentEvent {
  OpenedEvent opened;            // never `complete`
  std::set<std::string> opaque;  // the texts that stand for ids
};
// kRejected, naming the field: its key does not open it, the record says something else there, or it is
// given twice. kCorrupt: core or words are not readable. The record's hashes are the caller's to check.
Result<EvidentEvent> show_by_evidence(StreamToken stream, std::string_view core,
                                      std::string_view words, std::span<const FieldEvidence> said);

}  // namespace dangol
