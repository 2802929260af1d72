// The form of RocksDB's log files (db/log_format.h there), of which write-ahead logs and MANIFEST are made:
// blocks of 32 KiB; in them fragments crc:4 length:2 type:1 bytes:length (little-endian), none across two
// blocks, so that after damage reading finds its feet again at the next block. A logical record is one FULL
// fragment, or FIRST, MIDDLE.., LAST. Internal to the room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dangol {

inline constexpr std::size_t kLogBlockBytes = 32 * 1024;
inline constexpr std::size_t kFragmentHeaderBytes = 7;

enum class FragmentType : std::uint8_t { kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

struct Fragment {
  FragmentType type;
  std::string_view bytes;
};

// REQUIRES: four bytes stand there.
std::uint32_t little_u32(const char* in);

// The fragment at the front of what is left of a block; nullopt when it is not whole.
std::optional<Fragment> fragment_at(std::string_view block);

// Whether whole fragments stand from here to the very end of the block.
bool whole_to_the_end(std::string_view block);

}  // namespace dangol
