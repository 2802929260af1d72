// Whether a database's MANIFEST, the list of its files, is whole. RocksDB takes a fragment whose length does not
// fit for one that was cut short by a crash, and opens with what stands before it: then all that was noted behind
// one damaged byte is forgotten, tables among it, while the write-ahead log's newer rows are taken in. Internal to
// the room.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace dangol {

// Fed with the blocks of a MANIFEST, from its beginning.
class ManifestCheck {
 public:
  // REQUIRES: kLogBlockBytes (store/log_fragments.h), or fewer: the last.
  void block(std::string_view bytes);
  // Where reading has to stop: damage, or the end that a crash tore.
  std::optional<std::uint64_t> stop() const { return stop_; }
  // A sector of it was taken by a loss of power before it was synced: what stands behind stop() was not in force yet.
  bool torn() const { return stop_ && torn_; }
  // It is damage, as whole fragments stand behind it, and no sector that a loss of power took.
  bool goes_on() const { return goes_on_ && !torn_; }

 private:
  void behind_stop(std::string_view bytes, std::size_t from);

  std::uint64_t offset_ = 0;
  std::optional<std::uint64_t> stop_;
  bool goes_on_ = false, torn_ = false;
};

}  // namespace dangol
