// What several persons' issues must have in common to be one problem: product, topic and symptom.
#pragma once

#include <string_view>

#include "replay/step.h"

namespace dangol {

// Equal for equal triples; an empty text stands for one that is not known. 0: none is known.
TextKey problem_key(std::string_view product, std::string_view topic, std::string_view symptom);

}  // namespace dangol
