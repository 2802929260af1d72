// Who the person is to us, and their rights: names, ways to us, merged streams, the relationship,
// consents, requests, holds, erasures. Private words are never here: a moment names the record that
// holds them.
#pragma once

#include "events/customer_table.h"

namespace dangol {

// How the person came to us: the first word on it.
struct Acquisition {
  Moment moment;
  Code<struct AcquisitionViaTag> via;
  Code<struct AcquisitionEvidenceTag> evidence;
  TokenRef referrer;
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("via", self.via);
    v("evidence", self.evidence);
    v("referrer", self.referrer);
  }
};

struct WordOfMouth {
  std::uint32_t heard = 0;        // reports
  std::uint32_t told = 0;         // reports
  std::uint64_t people_told = 0;  // as the person says
  static void visit(auto& self, auto& v) {
    v("heard", self.heard);
    v("told", self.told);
    v("peopleTold", self.people_told);
  }
};

// A way to us that was looked for and not found.
struct BlockedPath {
  Moment moment;
  Code<struct SoughtPathTag> sought;
  Code<struct PathBlockTag> blocked_by;
  TextRef where;
  TokenRef contact;
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("sought", self.sought);
    v("blockedBy", self.blocked_by);
    v("where", self.where);
    v("contact", self.contact);
  }
};

// Two streams that were one person.
struct Merge {
  Moment moment;
  TokenRef survivor;
  TokenRef absorbed;
  Code<struct MergeEvidenceTag> evidence;
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("survivor", self.survivor);
    v("absorbed", self.absorbed);
    v("evidence", self.evidence);
  }
};

struct Correction {
  Moment moment;
  TokenRef target;  // the event that had it wrong
  TextRef field;
  Code<struct ActorKindTag> requested_by;
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("target", self.target);
    v("field", self.field);
    v("requestedBy", self.requested_by);
  }
};

// The latest word on whether the relationship goes on.
struct Relationship {
  Moment moment;
  bool ended = false;
  TextRef reason;
  TokenRef decided_by;
  TokenRef seconded_by;
  Micros review_on;
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("ended", self.ended);
    v("reason", self.reason);
    v("decidedBy", self.decided_by);
    v("secondedBy", self.seconded_by);
    v("reviewOn", self.review_on);
  }
};

struct Person {
  Moment named;    // latest name; its words stand in that record
  Moment epithet;  // latest epithet
  Acquisition acquisition;
  WordOfMouth word_of_mouth;
  std::vector<BlockedPath> blocked_paths;  // in time, the newest
  std::vector<Merge> merges;               // in time, the newest
  bool absorbed = false;                   // by some merge this stream went into another
  std::vector<Correction> corrections;     // in time, the newest
  Relationship relationship;
  static void visit(auto& self, auto& v) {
    v("named", self.named);
    v("epithetGiven", self.epithet);
    v("acquisition", self.acquisition);
    v("wordOfMouth", self.word_of_mouth);
    v("blockedPaths", self.blocked_paths);
    v("merges", self.merges);
    v("absorbed", self.absorbed);
    v("corrections", self.corrections);
    v("relationship", self.relationship);
  }
};

// The latest word on one purpose.
struct Consent {
  Code<struct ConsentPurposeTag> purpose;
  Code<struct SensitiveTag> category;  // for a sensitive note
  Moment moment;
  bool given = false;
  Code<struct AudienceTag> audience;  // for a story: the widest
  static void visit(auto& self, auto& v) {
    v("purpose", self.purpose);
    v("category", self.category);
    v("moment", self.moment);
    v("given", self.given);
    v("audience", self.audience);
  }
};

struct Notice {
  Code<struct ConsentPurposeTag> purpose;
  Moment first;
  static void visit(auto& self, auto& v) {
    v("purpose", self.purpose);
    v("first", self.first);
  }
};

struct SubjectRequest : Entity {
  Code<struct SubjectRightTag> right;
  Moment received;
  Micros due_by;
  Moment decided;
  Code<struct RequestOutcomeTag> outcome;
  static void visit(auto& self, auto& v) {
    visit_entity(self, v);
    v("right", self.right);
    v("received", self.received);
    v("dueBy", self.due_by);
    v("decided", self.decided);
    v("outcome", self.outcome);
  }
};

// Words that a law says must be kept.
struct Hold : Entity {
  Moment held;
  std::vector<std::uint64_t> versions;  // records; empty: all
  CodeSet<struct PurposeTag> purposes;  // empty: all
  TextRef law;
  Micros until;
  Moment released;
  static void visit(auto& self, auto& v) {
    visit_entity(self, v);
    v("held", self.held);
    v("versions", self.versions);
    v("purposes", self.purposes);
    v("law", self.law);
    v("until", self.until);
    v("released", self.released);
  }
};

struct Erasure {
  Moment moment;
  std::vector<std::uint64_t> versions;       // records; empty: all
  CodeSet<struct PurposeTag> purposes;       // of the keys that are gone
  CodeSet<struct PurposeTag> kept_purposes;  // whose words stay, locked
  TokenRef request;
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("versions", self.versions);
    v("purposes", self.purposes);
    v("keptPurposes", self.kept_purposes);
    v("request", self.request);
  }
};

// Records whose words are gone, by erasures that left.
struct VersionRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  static void visit(auto& self, auto& v) {
    v("first", self.first);
    v("last", self.last);
  }
};
struct ErasedEarlier {
  std::uint64_t before = 0;          // all records before this version
  std::vector<VersionRange> ranges;  // ascending, apart
  static void visit(auto& self, auto& v) {
    v("before", self.before);
    v("ranges", self.ranges);
  }
};

struct Rights {
  std::vector<Consent> consents;
  std::vector<Notice> notices;
  Table<SubjectRequest> requests;
  Table<Hold> holds;
  std::vector<Erasure> erasures;  // in time, the newest
  Box<ErasedEarlier> erased_earlier;
  Micros held_until;  // every word, by holds that left unreleased
  static void visit(auto& self, auto& v) {
    v("consents", self.consents);
    v("notices", self.notices);
    v("requests", self.requests);
    v("holds", self.holds);
    v("erasures", self.erasures);
    v("erasedEarlier", self.erased_earlier);
    v("heldUntil", self.held_until);
  }
};

}  // namespace dangol
