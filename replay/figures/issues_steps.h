// What the projection `issues` keeps. Only for the figures about issues.
#pragma once

#include <cstdint>

#include "replay/step.h"

namespace dangol {

// `entity` is the issue and `contact` the contact in which it happened, unless another is named.
// Keys of texts are TextKeys; of ids, EntityKeys; of members of staff, entity_key of their token,
// only ever compared with each other.
enum class CareStep : std::uint8_t {
  // Of an issue.
  kOpened = 1,    // value: topic; key: product; code: schema::Stage
  kOwned,         // at its opening. key: the owner; code: schema::PartyLevel
  kSymptom,       // of the opening or classification of the same record. key: symptom
  kClassified,    // value: topic; key: product
  kLabel,         // of an opening, classification or closing. value: the text; key: its name
  kCounter,       // the source's own, on a closing. value: how many; code: SourceCounter
  kTouched,       // a contact is about it: also a complaint or promise that names both
  kOwnerUnknown,  // code: schema::PartyLevel
  kAction,        // value: action; key: who; code: schema::ActionKind
  kDeflected,     // code: schema::DeflectedTo
  kHandedOff,     // value: from; key: to; code: levels, from + 16 * to; flags: kWarm ...
  kRetold,        // code: schema::RetoldBecause
  kEscalated,     // value: what was not allowed; key: to which role
  kProposed,      // value: resolution
  kConfirmed,     // value: resolution; key: evidence; code: schema::ConfirmationBasis; kOwnWord
  kRejected,      // value: resolution; key: action
  kReopened,      //
  kRecurred,      // entity: the new one; value: the earlier one
  kClosed,        // code: schema::Closure
  kAlternative,   // code: schema::Seller
  kMentioned,     // something else names it

  // Of a contact: `entity` is the contact.
  kContact = 64,  // value: related contact; key: the event; code: channel; flags: relation ...
  kContactStage,  // code: schema::Stage
  kMessage,       // value: message; key: the event; code: who wrote it, schema::ActorKind
  kJoined,        // code: schema::AgentRole; nobody's id
  kPathBlocked,   // key: where; code: schema::SoughtPath + 16 * schema::PathBlock
  kPromised,      // entity: promise; value: issue; key: window's end, micros; code: PromiseKind
  kPromiseKept,   // entity: promise; key: the event that keeps it
  kReleased,      // entity: promise

  // Of the person: some event, not a message, is their own word or deed. entity, contact: what it is
  // about, if it is about an issue or contact; key: the event.
  kWord = 96,
};

enum class SourceCounter : std::uint8_t { kReassignments = 1, kReopenings };

// Flags of kHandedOff. Neither kWarm nor kCold: the source does not say.
inline constexpr std::uint8_t kWarm = 1;
inline constexpr std::uint8_t kCold = 2;
inline constexpr std::uint8_t kContextCarried = 4;
inline constexpr std::uint8_t kContextLost = 8;
// Of kConfirmed: by the person's own event.
inline constexpr std::uint8_t kOwnWord = 1;
// Of kDeflected.
inline constexpr std::uint8_t kIntroduced = 1;
// Of kContact: the direction in two bits, the relation in three.
inline constexpr int kRelationShift = 2;

// As Step::type.
constexpr std::uint8_t type_of(CareStep type) { return static_cast<std::uint8_t>(type); }
inline bool is(const Step& step, CareStep type) { return step.type == type_of(type); }
inline bool about_an_issue(const Step& step) { return step.type < type_of(CareStep::kContact); }

}  // namespace dangol
