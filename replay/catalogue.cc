#include "replay/catalogue.h"

#include "replay/figures/bonds.h"
#include "replay/figures/boundaries.h"
#include "replay/figures/desk.h"
#include "replay/figures/issues.h"
#include "replay/figures/listeners.h"
#include "replay/figures/people.h"
#include "replay/figures/problems.h"
#include "replay/figures/promises.h"
#include "replay/figures/purchases.h"
#include "replay/figures/registers.h"
#include "replay/figures/responses.h"
#include "replay/figures/surveys.h"

namespace dangol {

Catalogue::Catalogue() {
  add_people(projections_);
  add_issues(projections_, figures_);
  add_desk(projections_, figures_);
  add_problems(projections_, figures_);
  add_promises(projections_, figures_);
  add_purchases(projections_, figures_);
  add_bonds(projections_, figures_);
  add_surveys(projections_, figures_);
  add_responses(projections_, figures_);
  add_boundaries(projections_, figures_);
  add_listeners(projections_, figures_);
  add_registers(projections_, figures_);
}

const Figure* Catalogue::find(std::string_view figure, std::uint32_t version) const {
  for (const auto& known : figures_) {
    const FigureDefinition& definition = known->definition();
    if (definition.name == figure && (version == 0 || definition.version == version)) {
      return known.get();
    }
  }
  return nullptr;
}

const Projection* Catalogue::find_projection(std::string_view name) const {
  for (const auto& known : projections_) {
    if (known->name() == name) return known.get();
  }
  return nullptr;
}

}  // namespace dangol
