// What a page of the log gives to projections.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "replay/projection.h"
#include "replay/record_chunk.h"
#include "replay/step_chunk.h"
#include "replay/with_store.h"

namespace dangol {

// What it gives to one of them.
struct PageSteps {
  std::shared_ptr<const StepChunk> chunk;
  Position end;                 // records before it were looked at
  Hash entry;                   // leaf hash of the last of them; zero: none
  std::optional<Error> failed;  // on the record at `end`
};

// Reads records from `from` up to `until`, `most` of them or as many bytes as a page holds; at least one
// unless there is none.
Result<RecordChunk> read_page(const WithStore& with_store, Place from, Position until,
                              std::uint64_t most);

// The records decoded once, offered to every projection. REQUIRES: not empty. Any thread.
std::vector<PageSteps> steps_of(PartitionId partition, const RecordChunk& page,
                                std::span<const Projection* const> projections);

// The leaf hash of a record that is there; nullopt: the log does not go so far.
Result<std::optional<Hash>> leaf_hash_at(const WithStore& with_store, Place place);

}  // namespace dangol
