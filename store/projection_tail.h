// What the last records gave to a projection, as long as it is too little for a slice of its database: a
// file beside the database, replaced whole. A cache, like the database.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "events/outcome.h"
#include "store/projection_db.h"

namespace dangol {

struct ProjectionTail {
  ProjectionMark
      mark;           // with these records in; its steps are those of the database and of the tail
  Position first;     // of the records: where the database ends
  std::string steps;  // bytes, by bucket, of one bucket in order of position
};

// Whole or not at all, also after a crash.
Status write_projection_tail(const std::filesystem::path& path, const ProjectionTail& tail);
// nullopt when there is none, or none that is whole.
std::optional<ProjectionTail> read_projection_tail(const std::filesystem::path& path);

}  // namespace dangol
