// The mark of a restore that has begun and not ended: a file in the data directory. While it stands, nobody
// but `dangol restore` opens the store, since it is neither what it was nor what it is to be.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "events/outcome.h"

namespace dangol {

struct RestoreMark {
  std::string origin;             // the name under which the log goes on
  std::string origin_before;      // the name that it had by its anchor
  std::uint64_t size_before = 0;  // records of that one's last checkpoint; 0: none was signed
  bool operator==(const RestoreMark&) const = default;
};

// Of the store in `dir`; nullopt: there is none. kCorrupt: it was changed.
Result<std::optional<RestoreMark>> read_restore_mark(const std::filesystem::path& dir);
// Durable on return.
Status write_restore_mark(const std::filesystem::path& dir, const RestoreMark& mark);
Status remove_restore_mark(const std::filesystem::path& dir);

}  // namespace dangol
