// The projection `issues`.
#pragma once

#include "replay/catalogue.h"

namespace dangol {

void add_issues_projection(Projections& projections);

}  // namespace dangol
