// The end of a RocksDB table file, looked at before RocksDB interprets it. RocksDB compares a block with its
// checksum before it makes anything of it, but not all that stands at the end of a table: the footer has no
// checksum and says by which kind the others are made (also: by none); and the properties block is taken apart
// first and compared afterwards, where a damaged one ends a program whose RocksDB has its assertions. Internal
// to the room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace dangol {

// So many bytes of the file from an offset on; nullopt: they cannot be read.
using ReadTable =
    std::function<std::optional<std::string>(std::uint64_t offset, std::size_t bytes)>;

// What is wrong with the end of a table of `file_bytes` bytes; empty: nothing is, or it cannot be read. After
// that every byte of the footer is as it was written, and nothing is left that RocksDB interprets before it has
// compared its checksum.
std::string look_at_table_tail(std::uint64_t file_bytes, const ReadTable& read);

}  // namespace dangol
