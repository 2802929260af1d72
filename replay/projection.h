// The seam of a read model: which steps it keeps of which records. What is asked of the steps stands
// with the figures (replay/figure.h).
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "events/outcome.h"
#include "replay/step.h"

namespace dangol {

struct RecordView;

// Stateless, so that rebuilding and following the log are one path, records may be looked at by any
// number of threads, and a crash can neither repeat nor skip anything: what a record gives depends on
// that record alone.
class Projection {
 public:
  virtual ~Projection() = default;
  // A word in lower case: also the name of its folder.
  virtual std::string_view name() const = 0;
  // Raised whenever apply() gives other steps than before for some record: the model is then rebuilt.
  virtual std::uint32_t version() const = 0;
  // Appends the steps of one record, at most kMaxStepsOfRecord; none for most. Any thread. May throw
  // kj::Exception when the message is damaged; an error names what cannot be kept and stops the
  // projection there.
  virtual Status apply(const RecordView& record, std::vector<Step>& steps) const = 0;
};

}  // namespace dangol
