// Where staff are protected: abuse, warnings, what is due to those who were abused, and relationships
// that were ended.
#pragma once

#include "replay/catalogue.h"

namespace dangol {

void add_boundaries(Projections& projections, Figures& figures);

}  // namespace dangol
