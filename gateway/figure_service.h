// Answers questions about figures, a page of text at a time, and records who is shown people by name.
// The one way to an answer, for a command that has the store and for a running writer.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "events/clock.h"
#include "events/outcome.h"
#include "gateway/disclosure.h"
#include "replay/answers/figure_asking.h"
#include "replay/answers/figure_report.h"
#include "replay/catalogue.h"
#include "replay/read_models.h"

namespace dangol {

// Thread-safe as far as its parts are.
class FigureService {
 public:
  struct Parts {
    WithStore store;
    Disclose disclose;
    Clock clock = system_clock();
    bool live = false;  // read models follow the log by themselves, once they were asked
  };
  explicit FigureService(Parts parts);

  struct Page {
    std::string text;
    std::uint64_t report = 0;  // 0: that was all
    std::uint64_t next = 0;    // to ask for the next page with
  };
  // The first page. Errors as FigureDesk::ask; nothing is shown by name unless that is on disk.
  Result<Page> ask(const FigureAsking& asked);
  ReadModels& models() { return *models_; }
  // A page of a report that was begun. kUnavailable: too many others were begun meanwhile.
  Result<Page> go_on(std::uint64_t report, std::uint64_t next);

 private:
  struct Kept {
    std::uint64_t number;
    std::shared_ptr<const FigureReport> report;
  };
  Status disclose(const FigureReport& report) const;
  Result<Page> page_of(const FigureReport& report, std::uint64_t number, std::uint64_t from) const;

  const Parts parts_;
  const Catalogue catalogue_;
  const std::unique_ptr<ReadModels> models_;
  std::mutex mutex_;  // guards what follows
  std::uint64_t last_number_ = 0;
  std::deque<Kept> kept_;  // oldest first
};

}  // namespace dangol
