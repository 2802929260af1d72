// Brings read models up to the log: the one path for following it live and for making them anew.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "events/outcome.h"
#include "replay/log_walk.h"
#include "replay/read_model.h"
#include "replay/with_store.h"
#include "replay/work_pool.h"

namespace dangol {

using ReadModelPtr = std::shared_ptr<ReadModel>;

// Any thread; but a model belongs to one call at a time.
class Projector {
 public:
  Projector(PartitionId partition, WithStore with_store, std::uint64_t page_records, WorkPool& pool)
      : partition_(partition),
        with_store_(std::move(with_store)),
        page_records_(page_records),
        pool_(pool) {}

  // Where the log ends now.
  Result<Position> log_end() const;

  // Shows every model the records from its end up to `until`; each record is decoded once for all models
  // that stand there. A model that fails on a record stops, and the others go on. `keep_on` is asked
  // from time to time, may be empty, and is told where the hindmost model stands.
  Status follow(std::span<const ReadModelPtr> models, Position until,
                const std::function<bool(Position)>& keep_on = {}) const;

 private:
  using Group = std::vector<ReadModelPtr>;
  Status walk(const Group& group, Position from, Position to,
              const std::function<bool(Position)>& keep_on, bool& kept_on) const;
  void take(const Group& group, const std::vector<PageSteps>& given) const;

  const PartitionId partition_;
  const WithStore with_store_;
  const std::uint64_t page_records_;
  WorkPool& pool_;
};

}  // namespace dangol
