// Everything that can be asked: the closed list of projections and figures.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "replay/figure.h"
#include "replay/projection.h"

namespace dangol {

using Projections = std::vector<std::unique_ptr<Projection>>;
using Figures = std::vector<std::unique_ptr<Figure>>;

// Immutable: any thread.
class Catalogue {
 public:
  Catalogue();
  // Of other projections and figures than those shipped.
  Catalogue(Projections projections, Figures figures)
      : projections_(std::move(projections)), figures_(std::move(figures)) {}

  const Projections& projections() const { return projections_; }
  // All versions of all figures, in the order in which they are shown; of one figure the newest first.
  const Figures& figures() const { return figures_; }
  // nullptr: there is none. `version` 0: the newest.
  const Figure* find(std::string_view figure, std::uint32_t version = 0) const;
  const Projection* find_projection(std::string_view name) const;

 private:
  Projections projections_;
  Figures figures_;
};

}  // namespace dangol
