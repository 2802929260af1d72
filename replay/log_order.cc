#include "replay/log_order.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "replay/limits.h"
#include "store/stream_reader.h"
#include "store/tile_names.h"

namespace dangol {

namespace {

Error corrupt(std::string message) { return {ErrorCode::kCorrupt, std::move(message)}; }

}  // namespace

LogOrder::LogOrder(const LogReader& log, PartitionId partition, Position size,
                   const LogCheckOptions& options)
    : log_(log),
      partition_(partition),
      size_(size.value()),
      options_(options),
      roots_(options.roots) {
  std::stable_sort(roots_.begin(), roots_.end(),
                   [](const auto& a, const auto& b) { return a.size < b.size; });
}

Status LogOrder::begin() {
  if (!roots_.empty() && roots_.back().size > size_) {
    return corrupt(fmt::format("the log has {} records, but {} is of {}: the newest are missing",
                               size_, roots_.back().who, roots_.back().size));
  }
  return compare_roots();
}

Status LogOrder::take(const CheckedEntry& record) {
  const Place place{partition_, Position(check_.records)};
  if (Status follows = follow(record); !follows.ok()) return at(place, follows.error());
  tree_.add_leaf(record.leaf, full_);
  ++check_.records;
  check_.last_entry = record.leaf;
  if (options_.each) options_.each(place.position, record.entry);
  if (!full_.empty()) {
    if (Status same = compare_tiles(); !same.ok()) return same;
  }
  return compare_roots();
}

Status LogOrder::follow(const CheckedEntry& record) {
  const Entry& entry = record.entry;
  Head& head = heads_[entry.stream];
  Status follows = verify_follows(entry, entry.stream, head.version, head.chain);
  if (!follows.ok()) return follows;
  if (entry.recorded_at < recorded_) {
    return corrupt("it was recorded before the record in front of it");
  }
  if (record.words_absent) {
    ++check_.words_removed;
    const bool over = record.of_access && entry.recorded_at < options_.accesses_over;
    if (!over && options_.erased && !options_.erased(entry.stream, entry.version)) {
      return corrupt("its words are missing, and no erasure names them");
    }
  }
  recorded_ = entry.recorded_at;
  head = {entry.version, entry.chain};
  return Done{};
}

Status LogOrder::compare_tiles() {
  for (const Tile& tile : std::exchange(full_, {})) {
    if (!options_.tiles) continue;
    Result<std::string> stored = log_.tile(partition_, tile.name);
    if (!stored.ok()) {
      if (stored.error().code != ErrorCode::kNotFound) return stored.error();
      return corrupt(fmt::format("the Merkle tree's {} is missing", tile_path(tile.name, 256)));
    }
    if (stored.value() != tile.hashes) {
      const auto [ours, theirs] =
          std::mismatch(tile.hashes.begin(), tile.hashes.end(), stored.value().begin());
      return corrupt(
          fmt::format("the Merkle tree's {} has another hash at {} than its entries make",
                      tile_path(tile.name, 256),
                      (ours - tile.hashes.begin()) / static_cast<int>(kTileHashBytes)));
    }
    ++check_.tiles;
  }
  return Done{};
}

Status LogOrder::compare_roots() {
  const std::uint64_t size = tree_.size();
  for (; next_root_ < roots_.size() && roots_[next_root_].size == size; ++next_root_) {
    const KnownRoot& known = roots_[next_root_];
    if (tree_.root() != known.root) {
      const std::string good =
          known_good_ == 0 ? ""
                           : fmt::format(", though the first {} are what they were", known_good_);
      return corrupt(fmt::format("the first {} records are not those that {} speaks of{}", size,
                                 known.who, good));
    }
    known_good_ = size;
  }
  if (options_.frames && size >= next_end_) return compare_frames();
  return Done{};
}

Status LogOrder::compare_frames() {
  const std::uint64_t size = tree_.size();
  for (next_end_ = kNever;; frames_.pop_front()) {
    if (frames_.empty()) {
      auto read = log_.frames(partition_, next_frame_, kFramesAtOnce);
      if (!read.ok()) return read.error();
      frames_.assign(std::make_move_iterator(read.value().begin()),
                     std::make_move_iterator(read.value().end()));
      if (frames_.empty()) return Done{};
    }
    const FrameHeader& frame = frames_.front();
    const auto wrong = [&](std::string_view what) {
      return corrupt(fmt::format("frame {} {}", next_frame_.value(), what));
    };
    if (frame.first.value() >= size_ && frame.count > 0) return Done{};  // written meanwhile
    if (frame.index != next_frame_) return wrong("is missing");
    if (frame.first.value() != frame_end_) {
      return wrong(fmt::format("begins with record {}, but the one before it ends before {}",
                               frame.first.value(), frame_end_));
    }
    if (frame.epoch < epoch_) return wrong("was written by a writer that had been replaced");
    if (frame_end_ + frame.count > size) {
      next_end_ = frame_end_ + frame.count;
      return Done{};
    }
    if (!frame.tree_root.empty() && frame.tree_root != tree_.root().view()) {
      return wrong(
          fmt::format("names another Merkle root than the {} records up to it make", size));
    }
    if (frame.count > 0) {
      if (frame.tree_root.empty() && rooted_) return wrong("names no Merkle root");
      rooted_ = !frame.tree_root.empty();
    }
    frame_end_ += frame.count;
    epoch_ = frame.epoch;
    next_frame_ = next_frame_.next();
    ++check_.frames;
  }
}

Result<LogCheck> LogOrder::finish() {
  if (options_.frames && frame_end_ != size_) {
    return corrupt(fmt::format("the frames end before record {}, but there are {} records",
                               frame_end_, size_));
  }
  check_.streams = heads_.size();
  check_.tree_root = tree_.root();
  return check_;
}

}  // namespace dangol
