// What a client asks for and what it is given.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "events/event.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "events/schema_model.h"

namespace dangol {

// What for somebody looks at words. It is on record before anything is opened.
struct Looking {
  Purpose purpose = Purpose::kUnset;  // unset: everything that is private stays closed
  std::string reason = {};
};

// What was known then: now, at a moment, at a version of the subject, or at a position of the log.
using KnownAt = std::variant<std::monostate, Micros, Version, Position>;

// Which records; empty: any.
struct WhichEvents {
  std::vector<std::string> types = {};  // `contact.started`, or what stands before a dot: `contact`
  std::string kind = {};                // of the subject: `customer`
};

// One record, opened as far as the caller may see it.
struct RecordedEvent {
  std::string subject;  // closed: `sealed:` and 32 hexadecimal digits
  Place place;
  Version version;
  Micros recorded_at;
  // Canonical schema::Event. Private fields and tokens are clear, erased, or as sealed in the store.
  MessageBytes event;
  bool tokens_sealed = false;  // its tokens are 16 bytes that stand for an id
  bool as_recorded = false;
  std::int64_t order_hint = 0;
  std::string correlation_id;  // empty: none, or not opened
  std::string causation_id;
  std::string cursor;  // behind this record: to go on from

  // As one line of CloudEvents JSON (events/cloudevents.h). kCorrupt: of a type that is not known here.
  Result<std::string> json() const;
  // `contact.started`; empty: not known here.
  std::string type() const;
};

struct RecordedPage {
  std::vector<RecordedEvent> events;  // in order
  std::string cursor;                 // behind everything that was looked at; of one subject: empty
  Version version;                    // the same, of one subject
  bool more = false;                  // there is more behind it
};

// What the server answers as a text of its own form.
struct ServedDocument {
  std::string media_type;  // `application/json`
  std::string body;
  Version version;  // of the subject; 0: it is of none
};

// How far somebody has read, kept by the server.
struct KeptCursor {
  std::string name;
  std::string cursor;
  std::uint64_t revision = 0;  // from 1; 0: there is none
};

struct NamedValue {
  std::string name;
  std::string value;
};

}  // namespace dangol
