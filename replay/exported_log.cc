#include "replay/exported_log.h"

#include <array>
#include <fstream>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "events/limits.h"
#include "events/record.h"
#include "replay/export_files.h"
#include "store/format.h"
#include "store/tile_names.h"

namespace dangol {

namespace {

namespace fs = std::filesystem;

Error corrupt(std::string message) { return {ErrorCode::kCorrupt, std::move(message)}; }

// Cores and words of one file, in order.
class RecordParts {
 public:
  RecordParts(const fs::path& dir, std::uint64_t bundle)
      : name_(export_records_path(bundle)), in_(dir / name_, std::ios::binary) {}

  Status next(std::string& core, std::string& words) {
    if (!in_.is_open()) return corrupt(name_ + " is missing");
    std::array<char, 8> lengths;
    if (!in_.read(lengths.data(), lengths.size())) return corrupt(name_ + " ends too early");
    std::string_view rest(lengths.data(), lengths.size());
    const std::uint32_t core_bytes = *format::take_u32(rest);
    const std::uint32_t words_bytes = *format::take_u32(rest);
    if (core_bytes > kMaxFrameBytes || words_bytes > kMaxFrameBytes) {
      return corrupt(name_ + " names a record that is larger than any");
    }
    core.resize(core_bytes);
    words.resize(words_bytes);
    if (!in_.read(core.data(), core_bytes) || !in_.read(words.data(), words_bytes)) {
      return corrupt(name_ + " ends too early");
    }
    return Done{};
  }
  Status ends() {
    if (in_.peek() != std::ifstream::traits_type::eof()) {
      return corrupt(name_ + " goes on behind its last record");
    }
    return Done{};
  }

 private:
  const std::string name_;
  std::ifstream in_;
};

class ExportCursor final : public LogCursor {
 public:
  ExportCursor(const fs::path& dir, Position size, Position from)
      : dir_(dir), size_(size.value()), next_(from.value()) {}

  Result<bool> next(Item& item) override {
    if (next_ >= size_) return false;
    const std::uint64_t bundle = next_ / kTileHashes;
    if (bundle_ != bundle) {
      if (Status opened = open(bundle); !opened.ok()) return opened.error();
    }
    // From the middle of a bundle on, the parts of the records before are passed over.
    for (; at_ <= next_ % kTileHashes; ++at_) {
      if (Status read = parts_->next(core_, words_); !read.ok()) return read.error();
    }
    if (at_ == entries_.size()) {
      if (Status ends = parts_->ends(); !ends.ok()) return ends.error();
    }
    item.position = Position(next_);
    item.entry = entries_[next_ % kTileHashes];
    item.core = core_;
    item.words = words_;
    ++next_;
    return true;
  }

 private:
  Status open(std::uint64_t bundle) {
    auto entries = read_entries(dir_, bundle, tile_width({0, bundle}, size_));
    if (!entries.ok()) return entries.error();
    entries_ = std::move(entries).value();
    parts_.emplace(dir_, bundle);
    bundle_ = bundle;
    at_ = 0;
    return Done{};
  }

  const fs::path dir_;
  const std::uint64_t size_;
  std::uint64_t next_;
  std::optional<std::uint64_t> bundle_;
  std::vector<std::string> entries_;
  std::optional<RecordParts> parts_;
  std::size_t at_ = 0;  // parts that were read
  std::string core_, words_;
};

// As it is said of what is stored.
Error named(const Error& error) {
  return error.code == ErrorCode::kUnavailable ? error : corrupt(error.message);
}

}  // namespace

ReadTile tiles_in(fs::path dir) {
  return [dir = std::move(dir)](TileName name, std::size_t width) -> Result<std::string> {
    const std::string path = tile_path(name, width);
    Result<std::string> hashes = read_export_file(dir, path, width * kTileHashBytes);
    if (!hashes.ok()) return named(hashes.error());
    if (hashes.value().size() != width * kTileHashBytes) return corrupt(path + " is cut short");
    return hashes;
  };
}

Result<std::vector<std::string>> read_entries(const fs::path& dir, std::uint64_t bundle,
                                              std::size_t width) {
  const std::string path = bundle_path(bundle, width);
  Result<std::string> bytes = read_export_file(dir, path, width * (2 + kEntryBytes));
  if (!bytes.ok()) return named(bytes.error());
  std::vector<std::string> entries;
  Status read = read_bundle(bytes.value(), [&](std::string_view entry) -> Status {
    entries.emplace_back(entry);
    return Done{};
  });
  if (!read.ok()) return corrupt(fmt::format("{}: {}", path, read.error().message));
  if (entries.size() != width) {
    return corrupt(
        fmt::format("{} has {} entries where {} should be", path, entries.size(), width));
  }
  return entries;
}

std::unique_ptr<LogCursor> ExportedLog::read(Place from, ReadWords) const {
  return std::make_unique<ExportCursor>(dir_, size_, from.position);
}

Result<std::string> ExportedLog::tile(PartitionId, TileName name) const {
  return tiles_in(dir_)(name, kTileHashes);
}

Result<std::vector<FrameHeader>> ExportedLog::frames(PartitionId, FrameIndex, std::size_t) const {
  return std::vector<FrameHeader>();
}

}  // namespace dangol
