// CRC-32C (Castagnoli), as frame headers and RocksDB's write-ahead log carry it.
#pragma once

#include <cstdint>
#include <string_view>

namespace dangol {

// Of `bytes`, or going on from the CRC of what stands before them.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);

}  // namespace dangol
