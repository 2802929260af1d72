// The catalogue in words: what `dangol figures` and docs/FIGURES.md print. Pure functions.
#pragma once

#include <string>

#include "replay/answers/figure_asking.h"
#include "replay/catalogue.h"

namespace dangol {

// One figure a paragraph: name, title and definition.
std::string catalogue_text(const Catalogue& catalogue, Language language);
// One JSON object a line, with everything that is defined.
std::string catalogue_json(const Catalogue& catalogue);
// docs/FIGURES.md.
std::string catalogue_page(const Catalogue& catalogue);

}  // namespace dangol
