#include "store/memory_log.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "events/limits.h"

namespace dangol {
namespace {

Error no_such_partition(PartitionId partition) {
  return {ErrorCode::kNotFound, fmt::format("there is no partition {}", partition.value())};
}

}  // namespace

class MemoryCursor final : public LogCursor {
 public:
  MemoryCursor(const MemoryLog::Partition* partition, Place from, ReadWords words)
      : partition_(partition), next_(from), words_(words) {}

  Result<bool> next(Item& item) override {
    if (partition_ == nullptr) return no_such_partition(next_.partition);
    {
      std::lock_guard lock(partition_->mutex);
      if (next_.position.value() >= partition_->records.size()) return false;
      current_ = partition_->records[next_.position.value()];
    }
    item.position = next_.position;
    item.entry = current_->entry;
    item.core = current_->core;
    item.words = words_ == ReadWords::kYes ? std::string_view(current_->words) : std::string_view();
    next_.position = next_.position.next();
    return true;
  }

 private:
  const MemoryLog::Partition* partition_;
  Place next_;
  ReadWords words_;
  std::shared_ptr<const LogRecord> current_;
};

MemoryLog::MemoryLog(std::uint32_t partitions) {
  for (std::uint32_t i = 0; i < partitions; ++i) {
    partitions_.push_back(std::make_unique<Partition>());
  }
}

MemoryLog::Partition* MemoryLog::find(PartitionId partition) const {
  return partition.value() < partitions_.size() ? partitions_[partition.value()].get() : nullptr;
}

void MemoryLog::fail_next_append(PartitionId partition, AppendFault fault) {
  Partition& target = *find(partition);
  std::lock_guard lock(target.mutex);
  target.fault = fault;
}

Promises MemoryLog::promises() const {
  return {.durable_on_ack = false,
          .survives_node_loss = false,
          .partitions = static_cast<std::uint32_t>(partitions_.size()),
          .largest_frame_bytes = kMaxFrameBytes};
}

Result<Claim> MemoryLog::claim(PartitionId partition) {
  Partition* target = find(partition);
  if (target == nullptr) return no_such_partition(partition);
  std::lock_guard lock(target->mutex);
  target->epoch = target->epoch.next();
  target->waits_for_claim = false;
  return Claim{partition, target->epoch};
}

void MemoryLog::append(const Claim& claim, const Frame& frame, std::function<void(Append)> done) {
  Append answer = Append::kRefused;
  if (Partition* target = find(claim.partition)) {
    std::lock_guard lock(target->mutex);
    answer = append_locked(*target, claim, frame);
  }
  done(answer);
}

Append MemoryLog::append_locked(Partition& partition, const Claim& claim, Frame frame) {
  if (claim.epoch != partition.epoch) return Append::kFenced;
  if (partition.waits_for_claim) return Append::kRefused;
  if (frame_fault(frame, Position(partition.records.size())) != nullptr) return Append::kRefused;
  if (auto fault = std::exchange(partition.fault, std::nullopt)) {
    switch (*fault) {
      case AppendFault::kFenced: partition.epoch = partition.epoch.next(); return Append::kFenced;
      case AppendFault::kUnknownStored: store(partition, std::move(frame)); [[fallthrough]];
      case AppendFault::kUnknownNotStored:
        partition.waits_for_claim = true;
        return Append::kUnknown;
    }
  }
  store(partition, std::move(frame));
  return Append::kStored;
}

void MemoryLog::store(Partition& partition, Frame frame) {
  partition.frames.push_back({.epoch = partition.epoch,
                              .index = FrameIndex(partition.frames.size() + 1),
                              .first = frame.first,
                              .count = static_cast<std::uint32_t>(frame.records.size()),
                              .tree_root = std::move(frame.tree_root)});
  for (LogRecord& record : frame.records) {
    partition.records.push_back(std::make_shared<const LogRecord>(std::move(record)));
  }
  for (Tile& tile : frame.tiles) partition.tiles[tile.name] = std::move(tile.hashes);
  for (SideRow& row : frame.side_rows) {
    if (row.value) {
      partition.side_rows.insert_or_assign(std::move(row.key), std::move(*row.value));
    } else {
      partition.side_rows.erase(row.key);
    }
  }
}

Status MemoryLog::remove_words(const Claim& claim, const std::vector<Position>& positions) {
  Partition* target = find(claim.partition);
  if (target == nullptr) return no_such_partition(claim.partition);
  std::lock_guard lock(target->mutex);
  if (claim.epoch != target->epoch) return Error{ErrorCode::kUsage, "the claim is an older one"};
  if (const char* fault = removal_fault(positions, Position(target->records.size()))) {
    return Error{ErrorCode::kUsage, fault};
  }
  for (Position position : positions) {
    auto& record = target->records[position.value()];
    if (record->words.empty()) continue;
    auto without = std::make_shared<LogRecord>(*record);
    without->words.clear();
    record = std::move(without);
  }
  return Done{};
}

Result<std::optional<FrameHeader>> MemoryLog::resolve(PartitionId partition) {
  Partition* target = find(partition);
  if (target == nullptr) return no_such_partition(partition);
  std::lock_guard lock(target->mutex);
  if (target->frames.empty()) return std::optional<FrameHeader>();
  return std::optional<FrameHeader>(target->frames.back());
}

Result<Position> MemoryLog::size(PartitionId partition) const {
  Partition* target = find(partition);
  if (target == nullptr) return no_such_partition(partition);
  std::lock_guard lock(target->mutex);
  return Position(target->records.size());
}

std::unique_ptr<LogCursor> MemoryLog::read(Place from, ReadWords words) const {
  return std::make_unique<MemoryCursor>(find(from.partition), from, words);
}

Result<std::vector<LogRecord>> MemoryLog::get(PartitionId partition,
                                              const std::vector<Position>& positions,
                                              ReadWords words) const {
  Partition* target = find(partition);
  if (target == nullptr) return no_such_partition(partition);
  std::vector<LogRecord> records;
  records.reserve(positions.size());
  std::lock_guard lock(target->mutex);
  for (Position position : positions) {
    if (position.value() >= target->records.size()) {
      return Error{ErrorCode::kNotFound,
                   "the log has no record at " + to_string(Place{partition, position}) + " yet"};
    }
    records.push_back(*target->records[position.value()]);
    if (words == ReadWords::kNo) records.back().words.clear();
  }
  return records;
}

Result<std::string> MemoryLog::tile(PartitionId partition, TileName name) const {
  Partition* target = find(partition);
  if (target == nullptr) return no_such_partition(partition);
  std::lock_guard lock(target->mutex);
  const auto found = target->tiles.find(name);
  if (found == target->tiles.end()) return no_such_tile(name);
  return found->second;
}

Result<std::vector<FrameHeader>> MemoryLog::frames(PartitionId partition, FrameIndex from,
                                                   std::size_t limit) const {
  Partition* target = find(partition);
  if (target == nullptr) return no_such_partition(partition);
  std::lock_guard lock(target->mutex);
  const std::size_t count = target->frames.size();
  const std::size_t first =
      std::min<std::size_t>(std::max<std::uint64_t>(from.value(), 1) - 1, count);
  const auto begin = target->frames.begin() + static_cast<std::ptrdiff_t>(first);
  return std::vector<FrameHeader>(
      begin, begin + static_cast<std::ptrdiff_t>(std::min(limit, count - first)));
}

Result<std::vector<SideRow>> MemoryLog::side_rows_behind(PartitionId partition,
                                                         std::string_view prefix,
                                                         std::string_view after,
                                                         std::size_t limit) const {
  Partition* target = find(partition);
  if (target == nullptr) return no_such_partition(partition);
  std::vector<SideRow> rows;
  std::lock_guard lock(target->mutex);
  auto it =
      after < prefix ? target->side_rows.lower_bound(prefix) : target->side_rows.upper_bound(after);
  for (; it != target->side_rows.end() && it->first.starts_with(prefix) && rows.size() < limit;
       ++it) {
    rows.push_back({it->first, it->second});
  }
  return rows;
}

}  // namespace dangol
