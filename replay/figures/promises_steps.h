// The steps of the projection `promises`. For sources of this family only.
#pragma once

#include <cstdint>
#include <memory>

#include "replay/projection.h"

namespace dangol::promises {

// entity: the promise.
enum class PromiseStep : std::uint8_t {
  kMade = 1,  // code: what kind; value: the end of its window, in microseconds
  kKept,
  kReleased,
  kLapsed,
};

std::unique_ptr<Projection> promises_projection();

}  // namespace dangol::promises
