// Memory for the texts of one row: bytes stay where they are until `reset`, which keeps the blocks.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace dangol::importing {

// Owned by one row; not shared between threads.
class Arena {
 public:
  // A copy of `text` that lives until `reset`.
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {"", 0};
    char* place = room(text.size());
    std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
  }

  // `size` bytes to be written by the caller.
  char* room(std::size_t size) {
    while (block_ < blocks_.size() && blocks_[block_].size - used_ < size) {
      ++block_;
      used_ = 0;
    }
    if (block_ == blocks_.size()) {
      const std::size_t block_size = std::max(size, kBlockBytes);
      blocks_.push_back({std::make_unique_for_overwrite<char[]>(block_size), block_size});
      used_ = 0;
    }
    char* place = blocks_[block_].bytes.get() + used_;
    used_ += size;
    return place;
  }

  // Forgets every text; one large block at most is given back to the system.
  void reset() {
    while (!blocks_.empty() && blocks_.back().size > kKeptBlockBytes) blocks_.pop_back();
    block_ = 0;
    used_ = 0;
  }

  // Bytes held from the system, used or not.
  std::size_t held_bytes() const {
    std::size_t total = 0;
    for (const Block& block : blocks_) total += block.size;
    return total;
  }

 private:
  static constexpr std::size_t kBlockBytes = 512;
  static constexpr std::size_t kKeptBlockBytes = 512 * 1024;
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size;
  };
  std::vector<Block> blocks_;
  std::size_t block_ = 0;
  std::size_t used_ = 0;
};

}  // namespace dangol::importing
