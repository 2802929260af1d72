// Where the vault's rows lie: an ordered map that is durable when told. RocksDB or memory.
// Every function may be called from any thread; write() by one at a time.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/outcome.h"

namespace dangol {

struct VaultRow {
  std::string key, value;
};

struct VaultBatch {
  std::vector<VaultRow> added;
  std::vector<std::string> removed;
};

class VaultRows {
 public:
  virtual ~VaultRows() = default;
  virtual Result<std::optional<std::string>> get(std::string_view key) const = 0;
  // As get(), of many keys at once; each answers for itself.
  virtual std::vector<Result<std::optional<std::string>>> get_each(
      std::span<const std::string> keys) const = 0;
  // Rows whose key begins with `prefix`, in key order. REQUIRES: prefix.size() >=
  // vault_format::kPrefixBytes.
  virtual Result<std::vector<VaultRow>> scan(std::string_view prefix) const = 0;
  // As scan(), of many prefixes at once; each answers for itself.
  virtual std::vector<Result<std::vector<VaultRow>>> scan_each(
      std::span<const std::string> prefixes) const = 0;
  virtual Result<bool> empty() const = 0;
  // All or nothing, and on disk on return.
  virtual Status write(const VaultBatch& batch) = 0;
  // Calls `each` with every row, in key order, until it fails; its error is the result.
  virtual Status each(const std::function<Status(const VaultRow&)>& each) const = 0;
  // As EventLog::give_back().
  virtual void give_back() {}
  // On return no file holds the value of a row that was removed or written over. A removed key may
  // stand in the database's own list of files until it is opened next.
  virtual Status purge() = 0;
};

}  // namespace dangol
