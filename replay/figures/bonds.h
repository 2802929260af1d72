// Connections between persons and us: how deep, which stories are told of them, who told whom, and what
// was spent.
#pragma once

#include "replay/catalogue.h"

namespace dangol {

void add_bonds(Projections& projections, Figures& figures);

}  // namespace dangol
