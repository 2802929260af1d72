// Who is who, as of any vantage; of the newest it is not found out twice.
#pragma once

#include <memory>
#include <mutex>

#include "replay/step_source.h"
#include "replay/step_view.h"
#include "replay/ties.h"

namespace dangol {

// Thread-safe.
class TiesCache {
 public:
  // `people`: of the projection of that name, of one generation or of others that equal it.
  Result<std::shared_ptr<const Ties>> as_of(const StepView& people, const Vantage& vantage);

 private:
  std::mutex mutex_;
  std::shared_ptr<const Ties> newest_;
  std::uint64_t steps_ = 0;  // that `newest_` was made of: all there were
};

}  // namespace dangol
