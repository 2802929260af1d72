// Sealing: from an event as it was sent to the core and words of a record. Every id from outside
// becomes a token and every private word a sealed field, so that nothing personal is in clear in
// the log. docs/FORMAT.md has the bytes; sealing_open.h is the way back.
//
//   identify()  first, before anything else: was this event recorded before?
//   seal()      then, once a record is to be made of it
#pragma once

#include <cstdint>
#include <string>

#include "events/event.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "events/sealing_keys.h"
#include "events/sealing_seams.h"

namespace dangol {

// What tells whether an event of the stream is new, a duplicate, or another under the same id.
struct EventIdentity {
  IdToken id;
  ContentDigest digest;
  auto operator<=>(const EventIdentity&) const = default;
};

// kRejected: not a readable event, or without id or source. REQUIRES: keys.identity().
Result<EventIdentity> identify(const SentEvent& event, const StreamKeys& keys);

// How an event came, apart from what it says.
enum class History : std::uint8_t { kLive, kAsRecorded };
struct Delivery {
  History history = History::kLive;
  std::uint16_t unit_size = 0;   // events appended all or none with this one; 0: alone
  std::uint16_t unit_place = 0;  // from 0
};

struct SealedRecord {
  MessageBytes core;
  std::string words;  // empty: the event has no private words
};

// Seals events of any stream. Any thread; the seams must outlive it.
class Sealer {
 public:
  Sealer(Subjects& subjects, Entropy& entropy) : subjects_(subjects), entropy_(entropy) {}

  // REQUIRES: identity is identify(event, keys); keys were opened with kMake.
  // kRejected, naming the field: an id too long, or an event whose `purpose` is not the one that
  // the schema holds a field's words for: it may narrow, never widen. May make tokens and keys,
  // which must be on disk before the record is (Vault::sync). Changes nothing else.
  Result<SealedRecord> seal(const SentEvent& event, const EventIdentity& identity,
                            const Delivery& delivery, StreamKeys& keys) const;

 private:
  Subjects& subjects_;
  Entropy& entropy_;
};

}  // namespace dangol
