// Opening: from a record back to the event as it was sent, as far as the reader has the right to
// it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "events/event.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "events/schema_model.h"
#include "events/sealing_keys.h"
#include "events/sealing_seams.h"

namespace dangol {

// What a reader may see. Nothing, unless said.
class ReaderRights {
 public:
  static ReaderRights none() { return {}; }
  static ReaderRights all();
  // Ids from outside that name things of the stream: contacts, issues, events; and whose stream it
  // is. Other people stay opaque, and so does everything that an access record names.
  ReaderRights& add_own_names() {
    if (names_ == Names::kNone) names_ = Names::kOwn;
    return *this;
  }
  // All ids from outside, and who stands behind any stream's token.
  ReaderRights& add_names() {
    names_ = Names::kAll;
    return *this;
  }
  // Words that are held for this purpose.
  ReaderRights& add(Purpose purpose) {
    purposes_ |= 1U << static_cast<unsigned>(purpose);
    return *this;
  }
  bool names() const { return names_ == Names::kAll; }
  bool own_names() const { return names_ != Names::kNone; }
  bool words(Purpose purpose) const {
    return (purposes_ >> static_cast<unsigned>(purpose) & 1U) != 0;
  }

 private:
  enum class Names : std::uint8_t { kNone, kOwn, kAll };
  Names names_ = Names::kNone;
  std::uint32_t purposes_ = 0;
};

// A record's event, opened. An id that may not or cannot be shown is a short opaque text. Words
// that may not be shown stay `sealed`; words that are gone for ever are `erased`.
struct OpenedEvent {
  MessageBytes event;          // canonical schema::Event, clear
  std::string correlation_id;  // empty: none
  std::string causation_id;    // empty: none
  std::int64_t order_hint = 0;
  bool as_recorded = false;
  // Nothing was left out: the event equals the one that was sent, as its content digest proved.
  bool complete = false;
};

// Opens records and tokens of any stream. Any thread; the seam must outlive it.
class Opener {
 public:
  explicit Opener(Subjects& subjects) : subjects_(subjects) {}

  // `words` empty: none, or removed; then they open as erased. Bytes need no alignment.
  // kCorrupt, naming the field: something is not what was sealed, or its key is lost.
  Result<OpenedEvent> open(std::string_view core, std::string_view words, const StreamKeys& keys,
                           const ReaderRights& rights) const;

  // One token of a record or of a state, by its scope; kActor is not one. An id of scope kEvent is
  // proved only when its event's source is given.
  Result<std::string> open_token(TokenScope scope, std::string_view sealed, const StreamKeys& keys,
                                 const ReaderRights& rights, std::string_view source = {}) const;

 private:
  Subjects& subjects_;
};

}  // namespace dangol
