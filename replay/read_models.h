// The read models of one store: every projection's steps, as far as the log goes.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "events/outcome.h"
#include "replay/catalogue.h"
#include "replay/figure_answer.h"
#include "replay/limits.h"
#include "replay/log_walk.h"
#include "replay/rebuild.h"
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
  bool operator==(const ReadModelHealth&) const = default;
};

class ReadModels {
 public:
  virtual ~ReadModels() = default;
  // Brings the projection up to the log's end as it is when asked, and gives its steps, which stand
  // still from then on. A projection that failed on a record gives its last good ones: end() says how
  // far they go. kNotFound: there is no such projection. Thread-safe.
  virtual Result<std::shared_ptr<const StepSource>> steps(std::string_view projection,
                                                          const ReadProgress& progress) = 0;
  // Moves the projection towards the log's end for as long as `keep_on` says true, which is asked every
  // few thousand records; whether it is there. Errors as steps(). Thread-safe.
  virtual Result<bool> catch_up(std::string_view projection,
                                const std::function<bool()>& keep_on) = 0;
  // Of the projections that were asked for. Thread-safe.
  virtual std::vector<ReadModelHealth> health() const = 0;
  // There may be new records. Never waits. Thread-safe.
  virtual void settled() {}
  // Lets go of memory that can be had again: steps go to disk, caches are emptied. Thread-safe.
  virtual void give_back() {}

  // Makes the projections (none named: all) anew from the log beside what serves, while new records flow
  // into both; compares the two, and lets the new one serve from then on. Goes on where an earlier
  // call, or process, was interrupted. Questions are answered meanwhile. kInUse: it is done already.
  // kCorrupt: a record cannot be shown to a projection, or the log is damaged; what served still serves.
  // Thread-safe.
  virtual Result<Rebuilding> rebuild(const std::vector<std::string>& projections,
                                     const KeepRebuilding& keep_on) = 0;
  // Lets what served before the last rebuild serve again; who is named, or of all those that have it.
  // kNotFound: nothing is kept that this program can use. Thread-safe.
  virtual Result<std::vector<std::string>> roll_back(
      const std::vector<std::string>& projections) = 0;
};

struct ReadModelOptions {
  // Follow the log on a thread of its own from the first question on, woken by settled().
  bool live = false;
  unsigned threads = 2;  // that records are looked at on
  // Records that are written as one slice, and those that are rather read again than written when
  // the read models are closed.
  std::uint64_t slice_records = kSliceRecords;
  std::uint64_t page_records = kPageOfRecords;  // read from the log at a time
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
