// An issue: what the person wants changed or answered. Its facts stand as steps in time; where it
// stands now, who owns it and which step does not fit are folded from them, so that facts lead to
// the same issue in whatever order they arrive.
#pragma once

#include <array>

#include "events/customer_misfit.h"
#include "events/customer_table.h"

namespace dangol {

inline constexpr std::size_t kPartyLevels = 5;  // schema::PartyLevel

struct Party {
  Code<struct PartyLevelTag> level;
  TokenRef id;  // none: not known
  auto operator<=>(const Party&) const = default;
  static void visit(auto& self, auto& v) {
    v("level", self.level);
    v("id", self.id);
  }
};

struct IssueStep {
  enum class Kind : std::uint8_t {
    kTouched,
    kOwnerUnknown,
    kClassified,
    kAction,
    kHandedOff,
    kStoryRetold,
    kEscalated,
    kDeflected,
    kProposed,
    kConfirmed,
    kRejected,
    kReopened,
    kRecurred,
    kClosed,
    kAlternative,
  };
  Moment moment;
  // What the members below mean depends on the kind, as follows (- is nothing):
  //               first            second        detail          more
  //   touched     contact          -             -               -
  //   ownerUnknown -               -             level           -
  //   action      action           by            action kind     authority
  //   handedOff   from             to            level of from   level of to
  //   storyRetold contact          -             because         -
  //   escalated   missing (text)   role (text)   -               -
  //   deflected   -                -             where to        -
  //   proposed    resolution       -             -               -
  //   confirmed   resolution       evidence      basis           days of silence, at most 255
  //   rejected    resolution       action        -               -
  //   reopened    contact          because of    -               -
  //   recurred    earlier issue    -             -               -
  //   closed      -                -             closure         -
  //   alternative item (text)      -             seller          -
  // A party above the level of an agent is a text too.
  TokenRef first;
  TokenRef second;
  Kind kind = Kind::kTouched;
  std::uint8_t detail = 0;
  std::uint8_t more = 0;
  std::uint8_t flags = 0;
  Misfit misfit = Misfit::kNone;  // folded: not in the byte form

  static constexpr std::uint8_t kWarm = 1;
  static constexpr std::uint8_t kContextCarried = 2;
  static constexpr std::uint8_t kIntroduced = 4;
  static constexpr std::uint8_t kOwnWord = 8;      // confirmed by the person's own event
  static constexpr std::uint8_t kAsRecorded = 16;  // proposed as history from elsewhere
  static void visit(auto& self, auto& v) {
    v("moment", self.moment);
    v("kind", self.kind);
    v("first", self.first);
    v("second", self.second);
    v("detail", self.detail);
    v("more", self.more);
    v("flags", self.flags);
  }
};

// Somebody is heard of the issue, so that nothing is silent.
inline bool is_word(IssueStep::Kind kind) {
  using Kind = IssueStep::Kind;
  return kind == Kind::kTouched || kind == Kind::kStoryRetold || kind == Kind::kProposed ||
         kind == Kind::kRejected || kind == Kind::kReopened;
}

// Where an issue stands after some of its steps.
struct IssueStanding {
  enum class Status : std::uint8_t { kUnknown, kOpen, kResolved, kClosed };
  Status status = Status::kUnknown;
  bool confirmed = false;  // a confirmation stands
  bool dangling = false;   // some step names a resolution or action that is not known
  bool unsure = false;     // a confirmation may stand that left the state
  Code<struct ConfirmationBasisTag> basis;
  Code<struct ClosureTag> closure;
  Micros confirmed_at;
  std::array<TokenRef, kPartyLevels> owner{};
  std::uint32_t actions = 0;  // since it was last opened
  std::uint32_t hand_offs = 0;
  std::uint32_t reopenings = 0;
  static void visit(auto& self, auto& v) {
    v("status", self.status);
    v("confirmed", self.confirmed);
    v("dangling", self.dangling);
    v("unsure", self.unsure);
    v("basis", self.basis);
    v("closure", self.closure);
    v("confirmedAt", self.confirmed_at);
    for (auto& owner : self.owner) v("owner", owner);
    v("actions", self.actions);
    v("handOffs", self.hand_offs);
    v("reopenings", self.reopenings);
  }
};

// The oldest steps of an issue with very many, folded for good.
struct EarlierSteps {
  std::uint64_t count = 0;
  IssueStanding standing;  // after them
  static void visit(auto& self, auto& v) {
    v("count", self.count);
    v("standing", self.standing);
  }
};

struct Issue : Entity {
  Moment opened;  // unknown: only things about it were reported so far
  TokenRef contact;
  Party owner;  // when it was opened
  Code<struct StageTag> stage;
  Moment classified;  // whose topic, product and symptom these are
  TextRef topic;
  TextRef product;
  TextRef symptom;
  Box<EarlierSteps> earlier;
  std::vector<IssueStep> steps;  // in time, after the earlier ones
  IssueStanding now;             // folded: not in the byte form

  static void visit(auto& self, auto& v) {
    visit_entity(self, v);
    v("opened", self.opened);
    v("contact", self.contact);
    v("openedFor", self.owner);
    v("stage", self.stage);
    v("classified", self.classified);
    v("topic", self.topic);
    v("product", self.product);
    v("symptom", self.symptom);
    v("earlier", self.earlier);
    v("steps", self.steps);
  }
};

}  // namespace dangol
