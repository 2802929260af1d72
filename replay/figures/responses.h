// How soon a letter or message is answered, and what is not answered at all.
#pragma once

#include "replay/catalogue.h"

namespace dangol {

void add_responses(Projections& projections, Figures& figures);

}  // namespace dangol
