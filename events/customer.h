// The state of one stream: what its records say, folded. One Customer stands for a stream of any
// kind (customer, contact, problem, staff, policy, access); the parts that a kind never has cost a
// pointer each.
//
// A plain value: no clock, no I/O, no threads, no position. apply() (events/apply.h) is the only
// thing that changes it, live and in replay; equal records give equal bytes. Private words are
// never here: a moment's version names the record that holds them.
//
// It is bounded, however many records there are (events/customer_limits.h): what was closed long ago
// leaves it for a set of ids (events/customer_left.h).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "events/customer_bond.h"
#include "events/customer_commerce.h"
#include "events/customer_common.h"
#include "events/customer_contact.h"
#include "events/customer_issue.h"
#include "events/customer_left.h"
#include "events/customer_person.h"
#include "events/customer_recent.h"
#include "events/customer_tokens.h"
#include "events/outcome.h"

namespace dangol {

// Whose word an event is that a confirmation cites. Kept as long as an issue in the state cites it.
struct Evidence {
  TokenRef id;  // of the event
  Micros at;
  Author author = Author::kUnknown;
  bool seen = false;             // recorded; false: only cited so far
  std::uint32_t cited = 0;       // by so many steps in the state
  std::vector<TokenRef> issues;  // that wait for it
  static void visit(auto& self, auto& v) {
    v("event", self.id);
    v("at", self.at);
    v("author", self.author);
    v("seen", self.seen);
    v("cited", self.cited);
    v("issues", self.issues);
  }
};

struct Customer {
  Customer() = default;
  explicit Customer(StreamToken stream) : self(stream) {}

  StreamToken self;
  Version version;  // of the last record applied; 0: none
  Hash chain;       // of that record; set by whoever applies it
  TokenTable tokens;
  RecentEvents recent;
  Table<Contact> contacts;
  Table<Wait> waits;
  Table<Issue> issues;
  Box<Table<RemoteSession>> sessions;
  Box<Table<Evidence>> evidence;
  Box<Person> person;
  Box<Rights> rights;
  Box<Bond> bond;
  Box<Commerce> commerce;
  Box<Common> common;
  Box<Left> left;

  static void visit(auto& self, auto& v) {
    v("stream", self.self);
    v("version", self.version);
    v("chain", self.chain);
    v("tokens", self.tokens);
    v("recent", self.recent);
    v("contacts", self.contacts);
    v("waits", self.waits);
    v("issues", self.issues);
    v("sessions", self.sessions);
    v("evidence", self.evidence);
    v("person", self.person);
    v("rights", self.rights);
    v("bond", self.bond);
    v("commerce", self.commerce);
    v("common", self.common);
    v("left", self.left);
  }
};

// ---- Bytes ----------------------------------------------------------------------------------

// The state as bytes: for snapshots and digests. Equal states have equal bytes, and states folded
// from equal records are equal, also by way of a snapshot.
std::string encode_state(const Customer& customer);
// kCorrupt for anything but bytes that encode_state of this version wrote. Never crashes.
Result<Customer> decode_state(std::string_view bytes);
// The sum that ends an encoded state; finds damage by accident, not by intent.
std::uint64_t state_checksum(std::string_view bytes);
bool operator==(const Customer& a, const Customer& b);

// ---- What does not fit ----------------------------------------------------------------------

// What one applied event was about, for irregularities_of.
struct Touched {
  EntityKind kind = EntityKind::kNone;
  TokenRef entity;
  Moment moment;
};

struct Finding {
  Misfit misfit = Misfit::kNone;
  EntityKind kind = EntityKind::kNone;
  TokenRef entity;
  Moment moment;  // of the step that does not fit; unknown: the entity as a whole
};

// Everything that does not fit, as known now. Derived: a finding ends when the missing fact comes.
std::vector<Finding> findings(const Customer& customer);
std::vector<Irregularity> irregularities(const Customer& customer);
// Only what the event that apply() just answered with `touched` brought: cheap.
std::vector<Irregularity> irregularities_of(const Customer& customer, const Touched& touched);

// The identity of an event from its sealed id: the first sixteen bytes.
IdToken id_token(std::string_view sealed);

// How long after a confirmation an issue can be reopened rather than recur. The fold knows no
// policy: it uses this one, and decide() the policy's.
inline constexpr std::int64_t kRecurrenceWindowDays = 30;
inline constexpr std::int64_t kMicrosPerDay = 86'400'000'000;

// Folds an issue's steps again, from its opening. O(steps).
void refold(const Customer& customer, Issue& issue);
// Folds the step that was just appended last. O(1), but for a confirmation.
void fold_last(const Customer& customer, Issue& issue);
void refold_all(Customer& customer);

// What is known of an entity that is not in the state.
Past past_of(const Customer& customer, EntityKind kind, std::string_view id);

// ---- For people -----------------------------------------------------------------------------

// The text behind a sealed token, or nothing if the reader may not open it or its key is gone.
// Sixteen bytes are a stream token; longer ones were sealed under the stream's identity key.
using TokenOpener = std::function<std::optional<std::string>(std::string_view sealed)>;

struct JsonStyle {
  bool indented = true;
  bool versions = true;  // show which record each thing stands in
};

// The state for people: tokens opened, times as RFC 3339 (UTC), empty parts left out, and what
// follows from the facts (where an issue stands, who owns it, what does not fit) beside them.
// A token that the opener does not open is shown as null.
std::string state_json(const Customer& customer, const TokenOpener& open, JsonStyle style = {});

}  // namespace dangol
