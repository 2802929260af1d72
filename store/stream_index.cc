#include "store/stream_index.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "events/record.h"
#include "store/limits.h"

namespace dangol {
namespace {

// Records read from the log at open are added in groups of this many.
constexpr std::size_t kCatchUpGroup = 1024;

}  // namespace

StreamIndex::StreamIndex(DerivedDb& derived, PartitionId partition, IndexOptions options)
    : partition_(partition), options_(options), files_(derived, partition) {}

Result<std::unique_ptr<StreamIndex>> StreamIndex::open(DerivedDb& derived, const EventLog& log,
                                                       PartitionId partition,
                                                       const IdentityOf& identity,
                                                       IndexOptions options) {
  std::unique_ptr<StreamIndex> index(new StreamIndex(derived, partition, options));
  if (Status status = index->load_files(derived, log); !status.ok()) return status.error();
  index->writer_ = std::thread([raw = index.get()] { raw->write_files(); });
  if (Status status = index->catch_up(log, identity); !status.ok()) return status.error();
  return index;
}

StreamIndex::~StreamIndex() {
  {
    std::unique_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (writer_.joinable()) writer_.join();
}

// Begins behind the last window in a file, if the files fit the log; from nothing, if they do not.
Status StreamIndex::load_files(DerivedDb& derived, const EventLog& log) {
  auto size = log.size(partition_);
  if (!size.ok()) return size.error();
  auto end = files_.end();
  if (!end.ok() && end.error().code != ErrorCode::kCorrupt) return end.error();
  Position begin;
  bool fits = end.ok();
  if (end.ok() && end.value()) {
    begin = end.value()->end;
    if (begin > size.value()) {
      return Error{
          ErrorCode::kCorrupt,
          fmt::format("the stream index knows records up to {}, but the log ends before {}: "
                      "records that were stored are lost",
                      to_string(Place{partition_, Position(begin.value() - 1)}),
                      to_string(Place{partition_, size.value()}))};
    }
    auto last = log.get(partition_, {Position(begin.value() - 1)}, ReadWords::kNo);
    if (!last.ok()) return last.error();
    fits = leaf_hash(last.value().front().entry) == end.value()->hash;
  }
  if (!fits) {
    if (Status status = derived.clear_index(); !status.ok()) return status;
    begin = Position(0);
  }
  current_ = new_window(begin);
  return Done{};
}

Status StreamIndex::catch_up(const EventLog& log, const IdentityOf& identity) {
  auto cursor = log.read({partition_, end()}, ReadWords::kNo);
  std::vector<std::string> entries;  // a cursor's views last until its next call only
  std::vector<IndexEntry> group;
  entries.reserve(kCatchUpGroup);
  for (bool more = true; more;) {
    entries.clear();
    group.clear();
    while (group.size() < kCatchUpGroup) {
      LogCursor::Item item;
      auto next = cursor->next(item);
      if (!next.ok()) return next.error();
      more = next.value();
      if (!more) break;
      auto known = identity(item.core);
      if (!known.ok()) return known.error();
      group.push_back({.position = item.position,
                       .entry = entries.emplace_back(item.entry),
                       .id = known.value().id,
                       .digest = known.value().digest,
                       .bytes = item.entry.size() + item.core.size()});
    }
    if (Status status = add(group); !status.ok()) return status;
  }
  return Done{};
}

Status StreamIndex::add(std::span<const IndexEntry> entries) {
  std::unique_lock lock(mutex_);
  for (const IndexEntry& entry : entries) {
    changed_.wait(lock, [this] { return has_room_locked(); });
    if (failure_) return *failure_;
    if (Status status = add_locked(entry); !status.ok()) return status;
  }
  return Done{};
}

bool StreamIndex::has_room_locked() const {
  return failure_ || full_.size() < options_.waiting_windows;
}

Status StreamIndex::add_locked(const IndexEntry& entry) {
  const std::string place = to_string(Place{partition_, entry.position});
  if (entry.position != current_->end()) {
    return Error{ErrorCode::kUsage,
                 fmt::format("the stream index waits for the record at {}, not for {}",
                             to_string(Place{partition_, current_->end()}), place)};
  }
  auto decoded = decode_entry(entry.entry);
  if (!decoded.ok()) return Error{decoded.error().code, place + ": " + decoded.error().message};
  const Entry& record = decoded.value();
  if (!current_->add(record.stream, record.version, entry.id, entry.digest, entry.bytes)) {
    return Error{ErrorCode::kCorrupt,
                 fmt::format("the record at {} has version {}, which does not follow its stream's "
                             "last one",
                             place, record.version.value())};
  }
  last_entry_ = entry.entry;
  if (is_full(*current_)) seal_locked();
  return Done{};
}

void StreamIndex::seal_locked() {
  const Position next = current_->end();
  full_.push_back(
      {std::shared_ptr<const IndexWindow>(std::move(current_)), leaf_hash(last_entry_)});
  current_ = new_window(next);
  changed_.notify_all();
}

// Room up to the next multiple of the window size.
std::unique_ptr<IndexWindow> StreamIndex::new_window(Position first) const {
  const std::uint64_t size = options_.window_positions;
  return std::make_unique<IndexWindow>(first,
                                       static_cast<std::uint32_t>(size - first.value() % size));
}

bool StreamIndex::is_full(const IndexWindow& window) const {
  return window.end().value() % options_.window_positions == 0 ||
         window.bytes() >= options_.window_bytes;
}

// The writer thread: one window after another becomes a file. A window leaves the memory only when
// the files answer for it.
void StreamIndex::write_files() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !full_.empty(); });
    if (stopping_) return;
    const Full next = full_.front();
    lock.unlock();
    Status status = files_.ingest(*next.window, next.hash);
    lock.lock();
    if (!status.ok()) {
      failure_ = Error{ErrorCode::kUnavailable, status.error().message};
      changed_.notify_all();
      return;
    }
    full_.pop_front();
    changed_.notify_all();
  }
}

void StreamIndex::give_back() {
  const std::unique_lock lock(mutex_);
  if (failure_ || current_->rows().size() < kLeastSealedPositions || !has_room_locked()) return;
  seal_locked();
}

Status StreamIndex::drain() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return failure_ || full_.empty(); });
  if (failure_) return *failure_;
  return Done{};
}

Position StreamIndex::end() const {
  std::shared_lock lock(mutex_);
  return current_->end();
}

StreamIndex::InMemory StreamIndex::in_memory_locked() const {
  InMemory memory;
  for (const Full& full : full_) memory.full.push_back(full.window);
  memory.horizon = full_.empty() ? current_->first() : full_.front().window->first();
  return memory;
}

Result<std::vector<Position>> StreamIndex::positions(const StreamToken& token, Version from,
                                                     std::size_t limit) const {
  InMemory memory;
  std::vector<Position> newest;
  {
    std::shared_lock lock(mutex_);
    memory = in_memory_locked();
    current_->positions(token, from, limit, newest);
  }
  std::vector<Position> result;
  if (Status status = files_.positions(token, from, limit, memory.horizon, result); !status.ok()) {
    return status.error();
  }
  for (const auto& window : memory.full) {
    // Versions are gapless, so that what is there already says where to go on.
    window->positions(token, Version(from.value() + result.size()), limit - result.size(), result);
  }
  newest.resize(std::min(newest.size(), limit - result.size()));
  result.insert(result.end(), newest.begin(), newest.end());
  return result;
}

std::optional<LastRecord> StreamIndex::last_of(const InMemory& memory, const StreamToken& token) {
  for (auto window = memory.full.rbegin(); window != memory.full.rend(); ++window) {
    if (auto found = (*window)->last(token)) return found;
  }
  return std::nullopt;
}

std::optional<LastRecord> StreamIndex::last_in_memory(const StreamToken& token) const {
  std::shared_lock lock(mutex_);
  if (auto found = current_->last(token)) return found;
  return last_of(in_memory_locked(), token);
}

Result<std::optional<LastRecord>> StreamIndex::last(const StreamToken& token) const {
  InMemory memory;
  {
    std::shared_lock lock(mutex_);
    if (auto found = current_->last(token)) return found;
    memory = in_memory_locked();
  }
  if (auto found = last_of(memory, token)) return found;
  return files_.last(token, memory.horizon);
}

Result<std::optional<format::IndexedId>> StreamIndex::find(const StreamToken& token,
                                                           const IdToken& id) const {
  InMemory memory;
  {
    std::shared_lock lock(mutex_);
    if (auto found = current_->find(token, id)) return found;
    memory = in_memory_locked();
  }
  for (const auto& window : memory.full) {
    if (auto found = window->find(token, id)) return found;
  }
  return files_.find(token, id);
}

}  // namespace dangol
