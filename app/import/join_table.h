// A second file, held in memory by key, whose columns rows of the imported file look up.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/import/arena.h"
#include "app/import/import_limits.h"
#include "app/import/mapping.h"
#include "events/outcome.h"

namespace dangol::importing {

// The joined file lies in the folder of the imported one.
std::string joined_path(const std::string& imported_path, const JoinSpec& spec);

// Immutable once loaded.
class JoinTable {
 public:
  using RejectRow = std::function<Status(const Rejection&)>;

  // Reads the file. A row without a key, or with one that came before, goes to `reject`. kRejected
  // when the file cannot be read, lacks a column, or its keys and joined columns hold more than
  // `max_bytes`.
  static Result<JoinTable> load(const std::string& path, const JoinSpec& spec,
                                const RejectRow& reject, std::size_t max_bytes = kMaxJoinBytes);

  // Fills the joined columns of `row`; they stay missing where the key is unknown.
  void fill(const JoinSpec& spec, Row& row) const;

 private:
  Arena arena_;
  std::size_t bytes_ = 0;
  std::vector<std::vector<Value>> rows_;
  std::unordered_map<std::string_view, std::size_t> by_key_;
};

}  // namespace dangol::importing
