// What stands beside a log to check it by: its name, its signed checkpoints, and its anchor.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/outcome.h"
#include "store/anchor.h"
#include "store/store.h"

namespace dangol {

struct LogEvidence {
  std::string origin;
  std::vector<std::string> checkpoints;  // signed notes, by ascending size
  std::optional<Anchored> anchor;        // nullopt: none is kept
};

// Of an open store. Thread-safe.
Result<LogEvidence> read_evidence(Store& store);

}  // namespace dangol
