// DIR/projections/NAME: the generations of one projection, each a database of its own (projection_db.h)
// in a folder named by its number, and a small text file `serving` that says which one answers.
#pragma once

#include <cstdint>
#include <filesystem>

#include "events/outcome.h"

namespace dangol {

// Numbers of generations; 0: none.
struct Generations {
  std::uint64_t serving = 0;   // answers
  std::uint64_t previous = 0;  // answered before, kept for a rollback
  std::uint64_t building = 0;  // will answer once it is complete
  bool operator==(const Generations&) const = default;
  std::uint64_t highest() const;
};

// Not thread-safe.
class ProjectionFolder {
 public:
  explicit ProjectionFolder(std::filesystem::path dir) : dir_(std::move(dir)) {}

  // As said on disk; none at all when nothing readable says it, since all of it can be made again.
  Generations read() const;
  // Whole or not at all, also after a crash.
  Status write(const Generations& generations) const;
  std::filesystem::path path_of(std::uint64_t generation) const {
    return dir_ / std::to_string(generation);
  }
  // Deletes the folders of all others.
  void keep_only(const Generations& generations) const;

 private:
  const std::filesystem::path dir_;
};

}  // namespace dangol
