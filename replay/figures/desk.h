// Waits, contacts and the load at the desk.
#pragma once

#include "replay/catalogue.h"

namespace dangol {

void add_desk(Projections& projections, Figures& figures);

}  // namespace dangol
