// The read models of one store: every projection's steps, as far as the log goes.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "events/outcome.h"
#include "replay/catalogue.h"
#include "replay/figure_answer.h"
#include "replay/limits.h"
#include "replay/log_walk.h"
#include "replay/step_source.h"
#include "replay/with_store.h"
#include "store/limits.h"

namespace rocksdb {
class Env;
}

namespace dangol {

// How the read model of one projection fares.
struct ReadModelHealth {
  std::string projection;
  Position end;         // records before it are in
  std::string stopped;  // why it goes no further, with the place; empty: it follows the log
};

class ReadModels {
 public:
  virtual ~ReadModels() = default;
  // Brings the projection up to the log's end as it is when asked, and gives its steps, which stand
  // still from then on. A projection that failed on a record gives its last good ones: end() says how
  // far they go. kNotFound: there is no such projection. Thread-safe.
  virtual Result<std::shared_ptr<const StepSource>> steps(std::string_view projection,
                                                          const ReadProgress& progress) = 0;
  // Of the projections that were asked for. Thread-safe.
  virtual std::vector<ReadModelHealth> health() const = 0;
  // There may be new records. Never waits. Thread-safe.
  virtual void settled() {}
};

struct ReadModelOptions {
  // Follow the log on a thread of its own from the first question on, woken by settled().
  bool live = false;
  unsigned threads = 2;  // that records are looked at on
  // Records that are written as one slice, and those that are rather read again than written when
  // the read models are closed.
  std::uint64_t slice_records = kSliceRecords;
  std::uint64_t least_kept_records = kLeastKeptRecords;
  rocksdb::Env* env = nullptr;  // tests only: what the files lie on
};

// Kept in the store's directory, so that nothing is read twice. `catalogue` outlives it, and so does the
// store.
std::unique_ptr<ReadModels> open_read_models(const Catalogue& catalogue, WithStore with_store,
                                             const ReadModelOptions& options = {});

// Asks a figure, and once more when the files that were asked turn out to be damaged.
Result<FigureAnswer> ask(ReadModels& models, const Figure& figure, const Question& question,
                         unsigned workers, const ReadProgress& progress = {});

}  // namespace dangol
