// What the projection `boundaries` keeps. Only for the figures about boundaries.
#pragma once

#include <memory>

#include "replay/projection.h"
#include "replay/step.h"

namespace dangol::boundaries {

enum class BoundaryStep : std::uint8_t {
  kAbuse = 1,  // contact; code: kind; value: key of who reports it, only to find what was done
  kWarning,    // contact
  kProtected,  // contact: ended for protection
  kMeasure,    // on a stream of staff. entity: who; token(): the person named as the cause, or zero
  kEnded,      // value: micros of the review
  kRestored,
};

inline bool is(const Step& step, BoundaryStep type) {
  return step.type == static_cast<std::uint8_t>(type);
}

std::unique_ptr<Projection> boundaries_projection();

}  // namespace dangol::boundaries
