// The projection `people`: merged streams and moved contacts (replay/ties.h), which every question
// needs.
#pragma once

#include "replay/catalogue.h"

namespace dangol {

void add_people(Projections& projections);

}  // namespace dangol
