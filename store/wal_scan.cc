#include "store/wal_scan.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <map>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "store/descriptor.h"
#include "store/format.h"
#include "store/log_fragments.h"

// See store/log_fragments.h. A logical record is a batch: sequence:8 count:4, then rows. The first row of a
// frame's batch is tag:1 (5: put into a column family), varint family, varint key size, key, varint value
// size, value: our header. Only what stands at that very place counts, so that nothing a sender writes into
// an event can pass for a header.

namespace dangol {
namespace {

constexpr std::size_t kReadBytes = 32 * kLogBlockBytes;
constexpr std::size_t kBatchHeaderBytes = 12;
constexpr char kPutIntoFamily = 5;

// As much of a batch as can matter.
constexpr std::size_t kPrefixBytes =
    kBatchHeaderBytes + 32 + format::kFrameHeaderFixedBytes + format::kTreeRootBytes;

std::uint32_t batch_count(std::string_view batch) {
  return batch.size() < kBatchHeaderBytes ? 0 : little_u32(batch.data() + 8);
}

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
  void begin_file(std::string file) {
    file_ = std::move(file);
    offset_ = 0;
  }
  void block(std::string_view bytes) {
    const std::string_view whole = bytes;
    while (bytes.size() >= kFragmentHeaderBytes) {
      if (auto fragment = fragment_at(bytes)) {
        take(*fragment, offset_ + (whole.size() - bytes.size()));
        bytes.remove_prefix(kFragmentHeaderBytes + fragment->bytes.size());
        continue;
      }
      stop_at(offset_ + (whole.size() - bytes.size()));
      // Behind the damage whatever leads without a flaw to the end of the block was written so: a
      // look-alike inside an event is followed by the rest of that event.
      do bytes.remove_prefix(1);
      while (bytes.size() >= kFragmentHeaderBytes && !whole_to_the_end(bytes));
    }
    offset_ += whole.size();
  }
  void end_file() {
    if (open_) stop_at(offset_);
  }
  WalScan take_result() { return std::move(result_); }
  void saw_file() { result_.any_file = true; }

 private:
  void stop_at(std::uint64_t offset) {
    open_ = false;
    if (!result_.stop) result_.stop = WalScan::Stop{file_, offset};
  }
  void take(const Fragment& fragment, std::uint64_t offset) {
    const bool begins =
        fragment.type == FragmentType::kFull || fragment.type == FragmentType::kFirst;
    if (begins == open_) {  // a batch cut short, or one that never began
      if (!begins && result_.stop) return;
      stop_at(offset);
      if (!begins) return;
    }
    if (begins) {
      prefix_.clear();
      open_ = true;
      if (result_.stop && batch_count(fragment.bytes) > 0) result_.more_behind = true;
    }
    prefix_.append(fragment.bytes.substr(0, kPrefixBytes - std::min(kPrefixBytes, prefix_.size())));
    const bool ends = fragment.type == FragmentType::kFull || fragment.type == FragmentType::kLast;
    if (ends) open_ = false;
    if (auto header = header_of_batch(prefix_)) frame(std::move(*header), ends);
  }
  void frame(FrameHeader header, bool whole) {
    if (!result_.highest || header.index > result_.highest->index) result_.highest = header;
    if (!whole || result_.stop) return;
    if (!result_.first) result_.first = header;
    if (result_.last && header.index != result_.last->index.next() && !result_.gap_before) {
      result_.gap_after = result_.last;
      result_.gap_before = header;
    }
    result_.last = std::move(header);
  }

  std::string file_;
  std::uint64_t offset_ = 0;
  std::string prefix_;
  bool open_ = false;  // a batch has begun and not ended
  WalScan result_;
};

// The write-ahead log's files in `dir` by number.
Result<std::map<std::uint64_t, std::filesystem::path>> wal_files(const std::filesystem::path& dir) {
  std::map<std::uint64_t, std::filesystem::path> files;
  std::error_code error;
  for (std::filesystem::directory_iterator it(dir, error), end; !error && it != end;
       it.increment(error)) {
    if (it->path().extension() != ".log") continue;
    const std::string stem = it->path().stem().string();
    std::uint64_t number = 0;
    auto [stopped, bad] = std::from_chars(stem.data(), stem.data() + stem.size(), number);
    if (bad == std::errc() && stopped == stem.data() + stem.size()) files[number] = it->path();
  }
  if (error) return Error{ErrorCode::kUnavailable, "cannot list " + dir.string()};
  return files;
}

Status scan_file(const std::filesystem::path& path, std::string& buffer, Scan& scan) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return io_error("read", path, errno);
  scan.saw_file();
  scan.begin_file(path.string());
  for (;;) {
    std::size_t filled = 0;
    ssize_t got = 1;
    while (filled < buffer.size() && got > 0) {
      got = ::read(file.get(), buffer.data() + filled, buffer.size() - filled);
      if (got > 0) filled += static_cast<std::size_t>(got);
    }
    if (got < 0) return io_error("read", path, errno);
    const std::string_view bytes = std::string_view(buffer).substr(0, filled);
    for (std::size_t at = 0; at < filled; at += kLogBlockBytes) {
      scan.block(bytes.substr(at, kLogBlockBytes));
    }
    if (got == 0) break;
  }
  scan.end_file();
  return Done{};
}

}  // namespace

Result<WalScan> scan_wal(const std::filesystem::path& dir, std::uint64_t first_file) {
  auto files = wal_files(dir);
  if (!files.ok()) return files.error();
  Scan scan;
  std::string buffer(kReadBytes, '\0');
  for (const auto& [number, path] : files.value()) {
    if (number < first_file) continue;
    if (Status status = scan_file(path, buffer, scan); !status.ok()) return status.error();
  }
  return scan.take_result();
}

}  // namespace dangol
