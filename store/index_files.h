// The part of the stream index that lies in files, one a window. Internal to the room.
#pragma once

#include <optional>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/derived_db.h"
#include "store/format.h"
#include "store/index_window.h"

namespace dangol {

// Thread-safe. Rows of windows at or behind `horizon` are left out of every answer: the caller has
// those in memory.
class IndexFiles {
 public:
  IndexFiles(DerivedDb& derived, PartitionId partition)
      : derived_(derived), partition_(partition) {}

  // Writes the window's rows as one sorted file and takes it into the database, whole or not at
  // all. `hash` is that of the entry at window.end() - 1.
  Status ingest(const IndexWindow& window, const Hash& hash);

  // The end of the last window; nullopt when there is none. kCorrupt when windows are missing.
  Result<std::optional<format::WindowEnd>> end() const;

  Result<std::optional<format::IndexedId>> find(const StreamToken& token, const IdToken& id) const;
  Result<std::optional<LastRecord>> last(const StreamToken& token, Position horizon) const;
  // Appends the positions of the stream's versions from `from` on, while out.size() < limit.
  Status positions(const StreamToken& token, Version from, std::size_t limit, Position horizon,
                   std::vector<Position>& out) const;

 private:
  Error damaged_row(Position window) const;

  DerivedDb& derived_;
  PartitionId partition_;
};

}  // namespace dangol
