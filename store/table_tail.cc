#include "store/table_tail.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include "store/format.h"
#include "store/limits.h"

// A table (format version 5) ends with
//
//   [filter's blocks] [index's blocks, the topmost last] [others] [properties] [metaindex] footer
//   footer := kind of checksum:1 metaindex:handle index:handle zeros version:4 magic:8    53 bytes in all
//   handle := varint(offset) varint(size)       a block has 5 bytes more: its compression, its checksum
//   block  := entry* restart:4* count:4         little-endian; a restart is the offset of an entry that shares
//                                               nothing, and the first is 0
//   entry  := varint(shared) varint(own) varint(value's size) own value
//
// The metaindex names each block behind the data, and where it is, but for the index.

namespace dangol {
namespace {

constexpr std::size_t kFooterBytes = 53;
constexpr std::size_t kHandlesEnd = 41;
constexpr std::size_t kTrailerBytes = 5;
constexpr std::uint32_t kFormatVersion = 5;  // as bounded_table_options() asks for
constexpr std::string_view kMagic = "\xf7\xcf\xf4\x85\xb7\x41\xe2\x88";
constexpr std::uint32_t kHashIndex =
    1U << 31;  // of a block's count: an index stands behind the restarts
constexpr std::string_view kProperties = "rocksdb.properties";

std::uint32_t little_u32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

struct Handle {
  std::uint64_t offset = 0, size = 0;
  // REQUIRES: the sum is no overflow.
  std::uint64_t end() const { return offset + size + kTrailerBytes; }
};

std::optional<Handle> take_handle(std::string_view& in, std::uint64_t file_bytes) {
  const auto offset = format::take_varint(in);
  const auto size = offset ? format::take_varint(in) : std::nullopt;
  if (!size || *offset > file_bytes || *size > file_bytes) return std::nullopt;
  return Handle{*offset, *size};
}

void put_handle(std::string& out, const Handle& handle) {
  format::put_varint(out, handle.offset);
  format::put_varint(out, handle.size);
}

struct Footer {
  Handle metaindex, index;
};

// nullopt when any byte of it is another than the builder of tables writes.
std::optional<Footer> footer_of(std::string_view bytes, std::uint64_t file_bytes) {
  // 1 to 4 are the kinds of checksum that there are; 0 is none.
  if (bytes[0] < 1 || bytes[0] > 4 || little_u32(bytes, kHandlesEnd) != kFormatVersion ||
      bytes.substr(kHandlesEnd + 4) != kMagic) {
    return std::nullopt;
  }
  std::string_view handles = bytes.substr(1, kHandlesEnd - 1);
  const auto metaindex = take_handle(handles, file_bytes);
  const auto index = metaindex ? take_handle(handles, file_bytes) : std::nullopt;
  if (!index || metaindex->end() + kFooterBytes != file_bytes) return std::nullopt;
  std::string written;
  put_handle(written, *metaindex);
  put_handle(written, *index);
  written.resize(kHandlesEnd - 1);
  if (written != bytes.substr(1, kHandlesEnd - 1)) return std::nullopt;
  return Footer{*metaindex, *index};
}

// Its entries; nullopt when it is not laid out as a block of one table's end.
std::optional<std::map<std::string, std::string>> entries_of(std::string_view block) {
  if (block.size() < 8) return std::nullopt;
  const std::uint32_t count = little_u32(block, block.size() - 4);
  if (count == 0 || (count & kHashIndex) != 0 || count > block.size() / 4 - 1) return std::nullopt;
  const std::size_t restarts = block.size() - 4 * (std::size_t{count} + 1);
  std::map<std::string, std::string> entries;
  std::vector<std::size_t> begins;  // of entries that share nothing
  std::string key;
  for (std::string_view rest = block.substr(0, restarts); !rest.empty();) {
    const std::size_t at = restarts - rest.size();
    const auto shared = format::take_varint(rest);
    const auto own = shared ? format::take_varint(rest) : std::nullopt;
    const auto value_size = own ? format::take_varint(rest) : std::nullopt;
    if (!value_size || *shared > key.size()) return std::nullopt;
    const auto own_bytes = format::take_bytes(rest, *own);
    const auto value = own_bytes ? format::take_bytes(rest, *value_size) : std::nullopt;
    if (!value) return std::nullopt;
    if (*shared == 0) begins.push_back(at);
    key = key.substr(0, *shared).append(*own_bytes);
    entries.emplace(key, *value);
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t restart = little_u32(block, restarts + 4 * i);
    if (i == 0 ? restart != 0 : !std::ranges::binary_search(begins, restart)) return std::nullopt;
  }
  return entries;
}

bool is_filter(std::string_view name) { return name.find("filter.") != std::string_view::npos; }

}  // namespace

std::string look_at_table_tail(std::uint64_t file_bytes, const ReadTable& read) {
  if (file_bytes < kFooterBytes) return "the table is too short to be one";
  const auto end = read(file_bytes - kFooterBytes, kFooterBytes);
  if (!end || end->size() != kFooterBytes) return {};
  const auto footer = footer_of(*end, file_bytes);
  if (!footer) return "the footer of the table is not as it was written";

  constexpr const char* kMetaindex = "the metaindex of the table is not as it was written";
  if (footer->metaindex.size > kMaxTableTailBytes) return kMetaindex;
  const auto metaindex = read(footer->metaindex.offset, footer->metaindex.size);
  if (!metaindex || metaindex->size() != footer->metaindex.size) return {};
  const auto blocks = entries_of(*metaindex);
  if (!blocks) return kMetaindex;
  Handle properties;
  std::uint64_t behind_index = footer->metaindex.offset;
  for (const auto& [name, bytes] : *blocks) {
    std::string_view rest = bytes;
    const auto handle = take_handle(rest, file_bytes);
    if (!handle || handle->end() > footer->metaindex.offset) continue;  // not of a block
    if (name == kProperties) properties = *handle;
    if (!is_filter(name)) behind_index = std::min(behind_index, handle->offset);
  }
  if (properties.size == 0) return kMetaindex;
  // Another place of the index could be another block, whose own checksum fits.
  if (footer->index.end() != behind_index) return "the footer of the table names another index";

  constexpr const char* kDamaged = "the properties of the table are not as they were written";
  if (properties.size > kMaxTableTailBytes) return kDamaged;
  const auto block = read(properties.offset, properties.size);
  if (!block || block->size() != properties.size) return {};
  return entries_of(*block) ? "" : kDamaged;
}

}  // namespace dangol
