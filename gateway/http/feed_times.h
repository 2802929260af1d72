// What a feed waits for, and how long: an option, so that tests need not.
#pragma once

#include <chrono>

#include "gateway/http/limits.h"

namespace dangol {

struct FeedTimes {
  std::chrono::milliseconds heartbeat{kFeedHeartbeat};
  std::chrono::milliseconds piece{kFeedPieceTime};
  std::chrono::milliseconds late{kFeedLateTime};
};

}  // namespace dangol
