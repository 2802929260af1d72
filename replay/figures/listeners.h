// Who has listened: staff of any rank who were in a contact themselves.
#pragma once

#include "replay/catalogue.h"

namespace dangol {

void add_listeners(Projections& projections, Figures& figures);

}  // namespace dangol
