// The order in which a set's members stand.
#pragma once

#include <vector>

#include "replay/figure.h"

namespace dangol {

// By part and reason, then by need (descending), then by the records that decided; whatever is equal in
// all that is equal. Millions are sorted on `workers` threads.
void sort_members(std::vector<Member>& members, unsigned workers);

}  // namespace dangol
