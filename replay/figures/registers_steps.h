// The steps of the projection `registers`. For sources of this family only.
#pragma once

#include <cstdint>
#include <memory>

#include "replay/projection.h"
#include "replay/step.h"

namespace dangol::registers {

enum class RegisterStep : std::uint8_t {
  kAccessed = 1,  // value: the month, since January 1970, by the sender's clock
  kReviewed,      // value: the month that was reviewed
  kRequested,     // entity: the request; code: which right; value: due by
  kAnswered,      // entity: the request; code: the outcome
  kHeld,          // entity: the hold; value: until; key: the law
  kReleased,      // entity: the hold
  kErased,        // value: how many kinds of words were kept; key: the law of the first of them
};

inline RegisterStep kind_of(const Step& step) { return static_cast<RegisterStep>(step.type); }

std::unique_ptr<Projection> registers_projection();

}  // namespace dangol::registers
