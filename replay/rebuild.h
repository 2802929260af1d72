// What is told of making read models anew.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "events/ids.h"

namespace dangol {

// One projection, made anew and serving.
struct Rebuilt {
  std::string projection;
  std::uint32_t version = 0;  // of the projection
  std::uint32_t before = 0;   // of the one that wrote what served so far; 0: nothing served
  std::uint64_t records = 0;  // that it was made of
  std::uint64_t steps = 0;
  Hash digest;                             // of all steps: equal for equal logs and versions
  std::uint32_t compared = 0;              // buckets of kProjectionBuckets, with what served so far
  std::uint64_t different = 0;             // records there whose steps differ
  std::vector<std::string> differences{};  // the first kMaxDifferences of them
};

// How far it has come.
struct Rebuilding {
  Position reached;  // by the hindmost projection
  Position end;      // of the log
  std::vector<Rebuilt> done;
  std::vector<std::string> left;  // projections that are still to be made; empty: that was all
};

// Asked now and then how far it has come; false: pause.
using KeepRebuilding = std::function<bool(Position reached, Position end)>;

}  // namespace dangol
