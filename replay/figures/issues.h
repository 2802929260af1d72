// Figures about issues: what was done without resolving them, how often one contact was enough, how
// often they were passed on, and the way that each of them took.
#pragma once

#include "replay/catalogue.h"

namespace dangol {

void add_issues(Projections& projections, Figures& figures);

}  // namespace dangol
