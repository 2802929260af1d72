// What was promised, and whether it was kept.
#pragma once

#include "replay/catalogue.h"

namespace dangol {

void add_promises(Projections& projections, Figures& figures);

}  // namespace dangol
