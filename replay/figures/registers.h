// What is owed under data protection law: access records and their review, requests, holds, erasures.
#pragma once

#include "replay/catalogue.h"

namespace dangol {

void add_registers(Projections& projections, Figures& figures);

}  // namespace dangol
