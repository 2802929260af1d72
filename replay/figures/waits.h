// Waits and how they ended.
#pragma once

#include "replay/catalogue.h"

namespace dangol {

void add_waits(Projections& projections, Figures& figures);

}  // namespace dangol
