// What comes back: the same thing met by several persons, and by one person again.
#pragma once

#include "replay/catalogue.h"

namespace dangol {

void add_problems(Projections& projections, Figures& figures);

}  // namespace dangol
