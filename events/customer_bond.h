// What ties a person and us: promises, surveys, praise and complaints, notes, kindnesses, stories.
// Private words are never here: a moment names the record that holds them.
#pragma once

#include "events/customer_commerce.h"
#include "events/customer_recent.h"

namespace dangol {

// Kept, late or broken follows from the moments and the window: see promise_standing().
struct Promise : Entity {
  Code<struct PromiseKindTag> kind;
  Moment made;
  Micros window_start;  // 0: at once
  Micros window_end;
  TokenRef issue;
  TokenRef contact;
  Moment kept;      // first
  Moment released;  // first
  Moment lapsed;    // first
  // The making is history from elsewhere: the clock does not watch it.
  bool as_recorded = false;
  static void visit(auto& self, auto& v) {
    visit_entity(self, v);
    v("promiseKind", self.kind);
    v("made", self.made);
    v("windowStart", self.window_start);
    v("windowEnd", self.window_end);
    v("issue", self.issue);
    v("contact", self.contact);
    v("kept", self.kept);
    v("released", self.released);
    v("lapsed", self.lapsed);
    v("asRecorded", self.as_recorded);
  }
};

enum class PromiseStanding : std::uint8_t {
  kUnknown,   // not known to have been made, or its window left the state
  kDue,       // nothing is known yet
  kKept,      // inside its window, also when that became known after it lapsed
  kReleased,  // the person no longer wanted it
  kLapsed,    // nothing was known to keep it by its end
  kKeptLate,  // broken: what was promised was done after the window
};
PromiseStanding promise_standing(const Promise& promise);

struct SurveyAnswer {
  Moment moment;
  TokenRef question;
  std::int16_t scale_min = 0;
  std::int16_t scale_max = 0;  // equal to scale_min: no scale
  std::int16_t score = 0;
  bool scored = false;
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("question", self.question);
    v("scaleMin", self.scale_min);
    v("scaleMax", self.scale_max);
    v("score", self.score);
    v("scored", self.scored);
  }
};

struct Survey : Entity {
  Moment offered;
  Code<struct SurveyAboutTag> about_kind;
  TokenRef about;
  Code<struct InstrumentTag> instrument;
  std::vector<SurveyAnswer> answers;  // in time, the newest; the first of a question counts
  static void visit(auto& self, auto& v) {
    visit_entity(self, v);
    v("offered", self.offered);
    v("aboutKind", self.about_kind);
    v("about", self.about);
    v("instrument", self.instrument);
    v("answers", self.answers);
  }
};

// Praise or a complaint.
struct Voice {
  Moment moment;
  bool complaint = false;
  Code<struct AboutTag> about_kind;  // which member of About
  TokenRef person;                   // or the wait
  TextRef thing;                     // product or policy
  TokenRef contact;
  TokenRef issue;
  TokenRef complaint_id;
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("complaint", self.complaint);
    v("aboutKind", self.about_kind);
    v("person", self.person);
    v("thing", self.thing);
    v("contact", self.contact);
    v("issue", self.issue);
    v("complaintId", self.complaint_id);
  }
};

// A connection note.
struct Note : Entity {
  Moment noted;
  Code<struct NoteKindTag> kind;
  Code<struct SensitiveTag> sensitive;
  TokenRef evidence;
  TokenRef by;
  Moment retracted;
  Code<struct RetractReasonTag> retract_reason;
  static void visit(auto& self, auto& v) {
    visit_entity(self, v);
    v("noted", self.noted);
    v("noteKind", self.kind);
    v("sensitive", self.sensitive);
    v("evidence", self.evidence);
    v("by", self.by);
    v("retracted", self.retracted);
    v("retractReason", self.retract_reason);
  }
};

struct Kindness : Entity {
  Moment done;
  Code<struct KindnessKindTag> kind;
  Amount cost;
  TokenRef note;
  TokenRef by;
  TokenRef contact;
  static void visit(auto& self, auto& v) {
    visit_entity(self, v);
    v("done", self.done);
    v("kindnessKind", self.kind);
    v("cost", self.cost);
    v("note", self.note);
    v("by", self.by);
    v("contact", self.contact);
  }
};

// Something that came back from the person.
struct Reciprocation {
  Moment moment;
  TokenRef note;
  TokenRef kindness;
  Code<struct ReciprocitySignTag> sign;
  TokenRef evidence;
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("note", self.note);
    v("kindness", self.kindness);
    v("sign", self.sign);
    v("evidence", self.evidence);
  }
};

struct Story : Entity {
  Moment told;
  Code<struct AudienceTag> audience;
  std::vector<TokenRef> events;    // the first
  std::vector<TokenRef> consents;  // the first
  bool pseudonymous = false;
  TextRef topic;
  Moment withdrawn;
  static void visit(auto& self, auto& v) {
    visit_entity(self, v);
    v("told", self.told);
    v("audience", self.audience);
    v("events", self.events);
    v("consents", self.consents);
    v("pseudonymous", self.pseudonymous);
    v("topic", self.topic);
    v("withdrawn", self.withdrawn);
  }
};

struct Bond {
  Table<Promise> promises;
  Table<Survey> surveys;
  std::vector<Voice> voices;  // in time, the newest
  Table<Note> notes;
  Table<Kindness> kindnesses;
  std::vector<Reciprocation> reciprocations;  // in time, the newest
  Table<Story> stories;
  static void visit(auto& self, auto& v) {
    v("promises", self.promises);
    v("surveys", self.surveys);
    v("voices", self.voices);
    v("notes", self.notes);
    v("kindnesses", self.kindnesses);
    v("reciprocations", self.reciprocations);
    v("stories", self.stories);
  }
};

}  // namespace dangol
