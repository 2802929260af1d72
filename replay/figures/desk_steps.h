// The steps of the projection `desk`: contacts and waits. For sources of its families only.
#pragma once

#include <cstdint>
#include <memory>

#include "replay/projection.h"

namespace dangol::desk {

enum class DeskStep : std::uint8_t {
  // A contact began. code: channel; value: entry point; key: language; flags below
  kContact = 1,
  kLabel,         // of the contact. key: the label's name; value: its value
  kContactEnded,  // code: by whom
  // Somebody of ours, or a guest, was in the contact from then on. Who is not kept: nobody's contacts
  // are counted.
  kJoined,
  kWaitStarted,  // entity: the wait; code: its kind; key: the queue
  kWaitEased,    // entity: the wait; code: what made it lighter; flags below
  kWaitEnded,    // entity: the wait; code: how
};

// Of kContact: who began it, and how it goes on from another.
inline constexpr std::uint8_t kInbound = 1;
inline constexpr std::uint8_t kOutbound = 2;
inline constexpr std::uint8_t kTransferLeg = 4;
// Of kWaitEased: the person chose it.
inline constexpr std::uint8_t kChosen = 1;

inline DeskStep kind_of(const Step& step) { return static_cast<DeskStep>(step.type); }

std::unique_ptr<Projection> desk_projection();

}  // namespace dangol::desk
