// What persons answered when they were asked what they think.
#pragma once

#include "replay/catalogue.h"

namespace dangol {

void add_surveys(Projections& projections, Figures& figures);

}  // namespace dangol
