// Which rows of which keys are still at hand: what a row is compared with, and groups being filled.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/import/import_limits.h"
#include "app/import/row.h"
#include "events/outcome.h"

namespace dangol::importing {

// What a file's rows may take in memory.
struct OpenRowsLimits {
  std::size_t bytes = kMaxOpenBytes;
  std::size_t keys = kMaxOpenKeys;
  std::size_t finished_keys = kMaxFinishedKeys;
};

// The 64-bit hashes of keys, open addressing; takes no new ones when it has `most`.
class KeySet {
 public:
  explicit KeySet(std::size_t most) : most_(most) {}
  void add(std::uint64_t hash);
  bool has(std::uint64_t hash) const;

 private:
  std::size_t most_;
  std::vector<std::uint64_t> places_;  // 0: free
  std::size_t count_ = 0;
};

// The rows of one key so far.
struct OpenKey {
  std::string key;
  std::uint64_t hash = 0;
  std::uint64_t last_seen = 0;             // number of the file's row
  std::uint64_t count = 0;                 // rows of the key so far
  std::uint64_t rejected_line = 0;         // a row of the group that was rejected; 0: none
  std::vector<std::unique_ptr<Row>> rows;  // all of a group, else the first and the latest
  const Row* first() const { return rows.empty() ? nullptr : rows.front().get(); }
  const Row* latest() const { return rows.empty() ? nullptr : rows.back().get(); }
};

// One file's open keys, in the order in which they were last seen. Not shared between threads.
class OpenRows {
 public:
  enum class Keep { kFirstAndLatest, kAll };
  using Complete = std::function<Status(OpenKey&)>;

  // `apart`: rows of other keys that may stand between two of one key; none: any number.
  OpenRows(std::optional<std::uint64_t> apart, Keep keep, const OpenRowsLimits& limits = {})
      : apart_(apart), keep_(keep), limits_(limits), finished_(limits.finished_keys) {}

  // The next row of the file has this key: completes the keys that end here, and gives this one's
  // rows; null when this key was complete before, as far as that is remembered. kRejected when as
  // many keys are open as may be. An error of `complete` is passed on.
  Result<OpenKey*> next(std::string_view key, const Complete& complete);

  // Keeps the row with its key. kRejected when more bytes are held than may be.
  Status keep(OpenKey& open, std::unique_ptr<Row> row);

  // The file is over: completes every key.
  Status finish(const Complete& complete);

  std::unique_ptr<Row> fresh_row();

 private:
  using Keys = std::list<OpenKey>;
  Status complete_first(const Complete& complete);
  void give_back(std::unique_ptr<Row> row);
  static std::size_t bytes_of(const Row& row);

  std::optional<std::uint64_t> apart_;
  Keep keep_;
  OpenRowsLimits limits_;
  std::uint64_t row_number_ = 0;
  std::size_t held_bytes_ = 0;
  Keys open_;
  std::unordered_map<std::string_view, Keys::iterator> by_key_;
  KeySet finished_;
  std::vector<std::unique_ptr<Row>> spare_;
};

}  // namespace dangol::importing
