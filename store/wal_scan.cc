#include "store/wal_scan.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include "store/format.h"

// The form of RocksDB's log files (db/log_format.h there): blocks of 32 KiB; in them fragments
// crc:4 length:2 type:1 bytes:length (little-endian), none across two blocks, so that after damage
// reading finds its feet again at the next block. A logical record is one FULL fragment, or FIRST,
// MIDDLE.., LAST; it is a batch: sequence:8 count:4, then rows. The first row of a frame's batch is
// tag:1 (5: put into a column family), varint family, varint key size, key, varint value size,
// value: our header. Only what stands at that very place counts, so that nothing a sender writes
// into an event can pass for a header.

namespace dangol {
namespace {

constexpr std::size_t kBlockBytes = 32 * 1024;
constexpr std::size_t kFragmentHeaderBytes = 7;
constexpr std::size_t kBatchHeaderBytes = 12;
constexpr char kPutIntoFamily = 5;
enum FragmentType : std::uint8_t { kNone = 0, kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

// As much of a batch as can matter.
constexpr std::size_t kPrefixBytes =
    kBatchHeaderBytes + 32 + format::kFrameHeaderFixedBytes + format::kMaxTreeEdgeBytes;

std::optional<FrameHeader> header_of_batch(std::string_view batch) {
  if (batch.size() < kBatchHeaderBytes) return std::nullopt;
  batch.remove_prefix(kBatchHeaderBytes);
  if (!batch.starts_with(kPutIntoFamily)) return std::nullopt;
  batch.remove_prefix(1);
  auto family = format::take_varint(batch);
  auto key_size = format::take_varint(batch);
  if (!family || !key_size || !format::take_bytes(batch, *key_size)) return std::nullopt;
  if (!format::take_varint(batch)) return std::nullopt;
  auto header = format::decode_frame_header(batch);
  if (!header.ok()) return std::nullopt;
  return std::move(header).value();
}

// Puts the beginnings of logical records together, block by block.
class Scan {
 public:
  void block(std::string_view bytes) {
    while (bytes.size() >= kFragmentHeaderBytes) {
      const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
      const std::size_t length = at(4) | static_cast<std::size_t>(at(5)) << 8;
      const std::uint8_t type = at(6);
      if (type == kNone || type > kLast || bytes.size() < kFragmentHeaderBytes + length) {
        // The unused end of a file, or damage: nothing more to be told apart in this block.
        finish();
        return;
      }
      fragment(type, bytes.substr(kFragmentHeaderBytes, length));
      bytes.remove_prefix(kFragmentHeaderBytes + length);
    }
  }
  void finish() {
    auto header = header_of_batch(prefix_);
    if (header && (!highest_ || header->index > highest_->index)) highest_ = std::move(header);
    prefix_.clear();
  }
  std::optional<FrameHeader> take() { return std::move(highest_); }

 private:
  void fragment(std::uint8_t type, std::string_view bytes) {
    if (type == kFull || type == kFirst) finish();
    if (type == kFull || type == kFirst || !prefix_.empty()) {
      prefix_.append(bytes.substr(0, kPrefixBytes - std::min(kPrefixBytes, prefix_.size())));
    }
    if (type == kFull || type == kLast) finish();
  }

  std::string prefix_;
  std::optional<FrameHeader> highest_;
};

}  // namespace

Result<std::optional<FrameHeader>> highest_frame_in_wal(const std::filesystem::path& dir) {
  Scan scan;
  std::error_code error;
  std::string block(kBlockBytes, '\0');
  for (std::filesystem::directory_iterator it(dir, error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() != ".log") continue;
    std::ifstream file(it->path(), std::ios::binary);
    while (file.read(block.data(), kBlockBytes) || file.gcount() > 0) {
      scan.block(std::string_view(block).substr(0, static_cast<std::size_t>(file.gcount())));
    }
    scan.finish();
    if (file.bad() || !file.eof()) {
      return Error{ErrorCode::kUnavailable, "cannot read " + it->path().string()};
    }
  }
  if (error) return Error{ErrorCode::kUnavailable, "cannot list " + dir.string()};
  return scan.take();
}

}  // namespace dangol
