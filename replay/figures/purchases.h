// What people bought, and whether they came back to buy.
#pragma once

#include <memory>

#include "replay/catalogue.h"

namespace dangol {

void add_purchases(Projections& projections, Figures& figures);

// The projection `purchases`, of this family and of how people came and what was spent on them.
std::unique_ptr<Projection> purchases_projection();

}  // namespace dangol
