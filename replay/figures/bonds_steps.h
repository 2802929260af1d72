// The steps of the projection `bonds`. For sources of its families only.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>

#include "replay/catalogue.h"
#include "replay/projection.h"

namespace dangol::bonds {

enum class BondStep : std::uint8_t {
  kMet = 1,           // a contact or an order: the person is somebody we met
  kNamed,             // they got the name they are called by
  kNoted,             // entity: the note; code: its kind
  kRetracted,         // entity: the note
  kKindness,          // entity: the kindness; code: its kind
  kReciprocated,      // entity: the note or kindness; code: what came back
  kCompetitor,        // entity: the issue. A competitor was named who has it
  kUnstated,          // entity: the issue. It holds a need that the person did not say
  kConfirmed,         // entity: the issue
  kUnconfirmed,       // entity: the issue. Rejected or reopened
  kReferred,          // token(): the person who told them
  kTold,              // value: how many people the person told, as they say; 0: not said
  kStory,             // entity: the story; code: audience; value: consents; flags: kPseudonymous
  kStoryWithdrawn,    // entity: the story
  kConsentWithdrawn,  // to stories
};

inline BondStep kind_of(const Step& step) { return static_cast<BondStep>(step.type); }

// The first or second eight bytes of a token: a crossing's key and value hold a person so.
inline std::uint64_t half_of(StreamToken token, std::size_t half) {
  std::uint64_t value = 0;
  std::memcpy(&value, token.bytes.data() + half * sizeof value, sizeof value);
  return value;
}

std::unique_ptr<Projection> bonds_projection();

void add_depth_figures(Figures& figures);
void add_story_figures(Figures& figures);
void add_word_figures(Figures& figures);
void add_ledger_figures(Figures& figures);

}  // namespace dangol::bonds
