// Where figures are asked: from what was typed to a report, the same in every process.
#pragma once

#include "events/clock.h"
#include "events/outcome.h"
#include "replay/answers/figure_asking.h"
#include "replay/answers/figure_report.h"
#include "replay/catalogue.h"
#include "replay/read_models.h"

namespace dangol {

// Thread-safe as far as `models` and `store` are. All references outlive it.
struct FigureDesk {
  const Catalogue& catalogue;
  ReadModels& models;
  WithStore store;
  Clock clock = system_clock();  // moments behind it are not observed yet
  unsigned workers = 2;

  // Errors as read_request, moment_of and evaluate say.
  Result<FigureReport> ask(const FigureAsking& asked, const ReadProgress& progress = {}) const;
};

}  // namespace dangol
