// One projection of a store: its folder, the generation that answers, and one that is being built.
#pragma once

#include <memory>
#include <string>

#include "replay/projector.h"
#include "store/projection_folder.h"

namespace dangol {

// One thread at a time.
class ServedProjection {
 public:
  // What opening a generation takes.
  struct Place {
    PartitionId partition;
    WithStore with_store;
    std::uint64_t slice_records = 0;
    rocksdb::Env* env = nullptr;
  };
  // Touches nothing yet. `projection` and `place` outlive this.
  ServedProjection(const Projection& projection, const std::filesystem::path& dir,
                   const Place& place);

  const Projection& projection() const { return projection_; }
  // The generation that answers: opened when asked for first, and made anew, empty, when there is none
  // that this version of the projection wrote for this log, or when it is damaged. It may be far behind.
  Result<ReadModelPtr> serving();
  // nullptr: was not asked for yet.
  const ReadModelPtr& opened() const { return serving_; }

  // What answered so far, if it can be compared with: also what another version of the projection wrote.
  Result<ReadModelPtr> so_far();

  // The generation that is being built beside it: the one that an earlier run began, or a new one.
  Result<ReadModelPtr> building();
  const ReadModelPtr& being_built() const { return building_; }
  // The one that was built, and is kept on disk, answers from now on, also after a crash; the one before
  // is kept.
  Status switch_over();
  // The one before answers again. kNotFound: there is none that this program can use.
  Status roll_back();

  const Generations& generations() const { return generations_; }

 private:
  Result<ReadModelPtr> open(std::uint64_t generation,
                            ReadModel::Versions versions = ReadModel::Versions::kThis) const;
  Status save(const Generations& generations);
  void load();
  std::uint64_t new_number();
  // Deletes a generation; who still reads it ends in peace.
  void forget(std::uint64_t generation, ReadModelPtr& model);

  const Projection& projection_;
  const ProjectionFolder folder_;
  const Place& place_;
  bool loaded_ = false;
  Generations generations_;
  std::uint64_t last_number_ = 0;  // given to a generation
  ReadModelPtr serving_;
  ReadModelPtr previous_;  // while somebody may still read it
  ReadModelPtr building_;
};

}  // namespace dangol
