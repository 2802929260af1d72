// The steps of one generation of a projection as they stood at one moment: on disk, and in memory what
// came since.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "events/outcome.h"
#include "replay/step_chunk.h"
#include "store/projection_db.h"

namespace dangol {

// Immutable: any thread.
struct StepView {
  std::shared_ptr<const ProjectionRows> rows;
  StepChunks tail;          // in order of position
  Position end;             // records before it are in
  std::uint64_t steps = 0;  // in all
};

// Told a bucket's steps in order of position, as a slice or several; they stand until the call
// returns. False: enough.
using TakeBucket =
    std::function<bool(std::uint32_t bucket, std::span<const std::span<const Step>> slices)>;

// Reads the buckets from `first` up to `end`, those without steps left out. kCorrupt: the generation
// is damaged. One thread; keeps its memory from call to call.
class BucketReader {
 public:
  explicit BucketReader(const StepView& view) : view_(view), cursor_(view.rows->cursor()) {}
  Status read(std::uint32_t first, std::uint32_t end, const TakeBucket& take);

 private:
  const StepView& view_;
  const std::unique_ptr<ProjectionRows::Cursor> cursor_;
  std::vector<Step> stored_;
  std::vector<std::span<const Step>> slices_;
  std::vector<StepChunk::Walk> walks_;
};

}  // namespace dangol
