// `dangol replay --projection`: makes read models anew, or takes that back.
#pragma once

#include <string>

#include "app/command.h"

namespace dangol {

enum class RebuildOrBack : std::uint8_t { kRebuild, kRollBack };

// `projection`: a name, or `all`.
ExitCode rebuild_projections(const GlobalOptions& global, const std::string& projection,
                             RebuildOrBack what);

}  // namespace dangol
