// A contact: one continuous exchange on one channel; and what belongs to it: waits, remote
// sessions. Every value is an earliest, a latest, a count or a set, so that facts lead to the same
// contact in whatever order they arrive. Times are moments only; nothing here is a duration.
#pragma once

#include "events/customer_table.h"

namespace dangol {

struct AgentStep {
  enum class Kind : std::uint8_t { kJoined, kLeft, kWrote };  // kWrote: first
  Moment moment;
  TokenRef agent;
  Kind kind = Kind::kJoined;
  Code<struct AgentRoleTag> role;
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("agent", self.agent);
    v("did", self.kind);
    v("role", self.role);
  }
};

// Abuse and what was done about it.
struct Boundary {
  CodeSet<struct AbuseKindTag> kinds;
  Moment reported;               // first
  std::vector<TokenRef> agents;  // whom it struck, the first
  Moment warned;                 // first
  std::uint32_t warnings = 0;
  Moment protected_by_end;  // the contact was ended to protect staff
  static void visit(auto& self, auto& v) {
    v("abuseKinds", self.kinds);
    v("reported", self.reported);
    v("agents", self.agents);
    v("warned", self.warned);
    v("warnings", self.warnings);
    v("endedForProtection", self.protected_by_end);
  }
};

// The latest word on whose contact it is.
struct Attribution {
  Moment moment;
  TokenRef from;  // none: it was not known whose
  TokenRef to;
  Code<struct AttributionReasonTag> reason;
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("from", self.from);
    v("to", self.to);
    v("reason", self.reason);
  }
};

struct Contact : Entity {
  Moment started;            // unknown: only things inside it were reported so far
  std::uint32_t starts = 0;  // reports of a start; more than one is irregular
  Code<struct ChannelTag> channel;
  Code<struct DirectionTag> direction;
  Code<struct ContactRelationTag> relation;
  TokenRef related;  // an earlier contact
  Moment ended;
  std::uint32_t ends = 0;
  Code<struct EndedByTag> ended_by;
  std::vector<AgentStep> agents;  // in time, the newest
  std::uint32_t agents_left = 0;  // steps that left
  std::uint32_t messages = 0;
  Moment last_by_customer;
  Moment last_by_staff;
  Code<struct IdentityStrengthTag> identified;  // how surely, at best
  bool in_use = false;                          // has facts that only a started contact can have
  Box<Boundary> boundary;
  Box<Attribution> attribution;
  static void visit(auto& self, auto& v) {
    visit_entity(self, v);
    v("started", self.started);
    v("starts", self.starts);
    v("channel", self.channel);
    v("direction", self.direction);
    v("relation", self.relation);
    v("related", self.related);
    v("ended", self.ended);
    v("ends", self.ends);
    v("endedBy", self.ended_by);
    v("agents", self.agents);
    v("agentStepsLeft", self.agents_left);
    v("messages", self.messages);
    v("lastByCustomer", self.last_by_customer);
    v("lastByStaff", self.last_by_staff);
    v("identified", self.identified);
    v("inUse", self.in_use);
    v("boundary", self.boundary);
    v("attribution", self.attribution);
  }
};

struct Wait : Entity {
  TokenRef contact;
  Code<struct WaitKindTag> kind;
  Moment started;
  Moment ended;  // unknown while the contact has ended: it ended with it, by the system
  std::uint32_t ends = 0;
  Code<struct WaitEndTag> end;
  std::uint32_t eased = 0;    // times
  bool joined_after = false;  // an agent joined the contact after the end; the contact has left
  static void visit(auto& self, auto& v) {
    visit_entity(self, v);
    v("contact", self.contact);
    v("waitKind", self.kind);
    v("started", self.started);
    v("ended", self.ended);
    v("ends", self.ends);
    v("end", self.end);
    v("eased", self.eased);
    v("joinedAfter", self.joined_after);
  }
};

struct RemoteSession : Entity {
  TokenRef contact;
  Moment started;
  Moment ended;
  static void visit(auto& self, auto& v) {
    visit_entity(self, v);
    v("contact", self.contact);
    v("started", self.started);
    v("ended", self.ended);
  }
};

}  // namespace dangol
