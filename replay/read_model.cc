#include "replay/read_model.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "replay/limits.h"
#include "store/limits.h"
#include "store/projection_tail.h"

namespace dangol {

namespace {

// Told the bytes of every bucket.
ProjectionDb::AppendRow rows_of(std::vector<StepChunk::Walk>& walks) {
  return [&walks](std::uint32_t bucket, std::string& row) {
    for (StepChunk::Walk& walk : walks) {
      const std::span<const Step> steps = walk.of_bucket(bucket);
      row.append(reinterpret_cast<const char*>(steps.data()), steps.size_bytes());
    }
  };
}

std::vector<StepChunk::Walk> walks_over(const StepChunks& chunks) {
  std::vector<StepChunk::Walk> walks;
  for (const auto& chunk : chunks) walks.emplace_back(*chunk, 0);
  return walks;
}

}  // namespace

Result<std::shared_ptr<ReadModel>> ReadModel::open(const Projection& projection,
                                                   PartitionId partition,
                                                   const std::filesystem::path& dir,
                                                   const WithStore& with_store,
                                                   std::uint64_t slice_records, rocksdb::Env* env,
                                                   Versions versions) {
  auto db = ProjectionDb::open(dir, env);
  if (!db.ok()) return db.error();
  const std::optional<ProjectionMark>& mark = db.value()->mark();
  if (mark && mark->version != projection.version() && versions == Versions::kThis) {
    return Error{ErrorCode::kConflict, fmt::format("version {} of projection {} wrote it",
                                                   mark->version, projection.name())};
  }
  std::shared_ptr<ReadModel> model(new ReadModel(projection, std::move(db).value(), slice_records));
  const StepView& view = model->view_;
  if (view.end != Position()) {
    const auto hash = leaf_hash_at(with_store, {partition, Position(view.end.value() - 1)});
    if (!hash.ok()) return hash.error();
    if (hash.value() != model->entry_) {
      return Error{ErrorCode::kNotFound, "it was made of another log"};
    }
  }
  return model;
}

ReadModel::ReadModel(const Projection& projection, std::shared_ptr<ProjectionDb> db,
                     std::uint64_t slice_records)
    : projection_(projection),
      db_(std::move(db)),
      slice_records_(slice_records),
      version_(projection.version()) {
  view_.rows = db_->rows();
  if (const std::optional<ProjectionMark>& mark = db_->mark()) {
    view_.end = in_slices_ = on_disk_ = mark->end;
    view_.steps = mark->steps;
    entry_ = mark->entry;
    version_ = mark->version;
  }
  load_tail();
}

void ReadModel::load_tail() {
  const auto tail = read_projection_tail(db_->tail());
  if (!tail || tail->first != view_.end || tail->mark.version != version_) return;
  std::vector<Step> steps(tail->steps.size() / sizeof(Step));
  std::memcpy(steps.data(), tail->steps.data(), steps.size() * sizeof(Step));
  if (!steps.empty()) {
    view_.tail.push_back(std::make_shared<const StepChunk>(std::move(steps)));
    tail_bytes_ = view_.tail.back()->bytes();
  }
  view_.end = on_disk_ = tail->mark.end;
  view_.steps = tail->mark.steps;
  entry_ = tail->mark.entry;
}

ReadModel::~ReadModel() { wait_until_written(); }

Position ReadModel::end() const {
  const std::lock_guard lock(mutex_);
  return view_.end;
}

StepView ReadModel::view() const {
  const std::lock_guard lock(mutex_);
  return view_;
}

std::optional<Error> ReadModel::stopped() const {
  const std::lock_guard lock(mutex_);
  if (stopped_) return stopped_;
  // What cannot be written is kept in memory as long as there is room.
  return tail_bytes_ > 2 * kTailBytes ? write_failed_ : std::nullopt;
}

std::size_t ReadModel::waiting_bytes() const {
  const std::lock_guard lock(mutex_);
  return tail_bytes_;
}

bool ReadModel::wants_writing() const {
  const std::lock_guard lock(mutex_);
  return view_.end.value() - in_slices_.value() >= slice_records_ || tail_bytes_ >= kTailBytes;
}

void ReadModel::add(const PageSteps& page) {
  const std::lock_guard lock(mutex_);
  if (stopped_) return;
  stopped_ = page.failed;
  if (page.end <= view_.end) return;
  view_.end = page.end;
  entry_ = page.entry;
  if (page.chunk->size() == 0) return;
  view_.steps += page.chunk->size();
  view_.tail.push_back(page.chunk);
  tail_bytes_ += page.chunk->bytes();
  merge_tail();
}

// Keeps the number of chunks small, at the price of moving each step a few times.
void ReadModel::merge_tail() {
  StepChunks& tail = view_.tail;
  while (tail.size() >= being_written_ + 2) {
    const StepChunk& last = *tail.back();
    const StepChunk& before = *tail[tail.size() - 2];
    if (before.size() > 2 * last.size() || before.size() + last.size() > kMergedSteps) return;
    auto merged = std::make_shared<const StepChunk>(before, last);
    tail_bytes_ += merged->bytes() - before.bytes() - last.bytes();
    tail.pop_back();
    tail.back() = std::move(merged);
  }
}

ReadModel::Slice ReadModel::begin_slice() {
  writing_ = true;
  being_written_ = view_.tail.size();
  return {view_.tail, {projection_.version(), view_.end, entry_, view_.steps}};
}

void ReadModel::write(const Slice& slice) {
  std::vector<StepChunk::Walk> walks = walks_over(slice.chunks);
  Status status = db_->write(slice.mark, rows_of(walks));
  std::shared_ptr<const ProjectionRows> rows;
  if (status.ok()) rows = db_->rows();
  const std::lock_guard lock(mutex_);
  writing_ = false;
  being_written_ = 0;
  write_failed_ = status.ok() ? std::nullopt : std::optional(status.error());
  if (status.ok()) {
    // Who looks from now on finds these steps on disk, and not in memory.
    view_.rows = std::move(rows);
    view_.tail.erase(view_.tail.begin(),
                     view_.tail.begin() + static_cast<std::ptrdiff_t>(slice.chunks.size()));
    tail_bytes_ = 0;
    for (const auto& chunk : view_.tail) tail_bytes_ += chunk->bytes();
    in_slices_ = slice.mark.end;
    on_disk_ = std::max(on_disk_, in_slices_);
  }
  written_.notify_all();
}

void ReadModel::write_behind(WorkPool& pool) {
  wait_until_written();
  std::lock_guard lock(mutex_);
  if (view_.end == in_slices_) return;
  pool.run([this, slice = begin_slice()] { write(slice); });
}

void ReadModel::wait_until_written() {
  std::unique_lock lock(mutex_);
  written_.wait(lock, [this] { return !writing_; });
}

void ReadModel::give_back() {
  if (waiting_bytes() >= kLeastSliceBytes) static_cast<void>(write_now());
  db_->give_back();
}

Status ReadModel::write_now() {
  std::unique_lock lock(mutex_);
  written_.wait(lock, [this] { return !writing_; });
  if (view_.end == in_slices_) return Done{};
  const Slice slice = begin_slice();
  lock.unlock();
  write(slice);
  lock.lock();
  if (write_failed_) return *write_failed_;
  return Done{};
}

Status ReadModel::keep_tail(std::uint64_t least_records) {
  wait_until_written();
  std::unique_lock lock(mutex_);
  if (view_.end.value() - on_disk_.value() < std::max<std::uint64_t>(least_records, 1)) {
    return Done{};
  }
  ProjectionTail tail{{version_, view_.end, entry_, view_.steps}, in_slices_, {}};
  const StepChunks chunks = view_.tail;
  lock.unlock();
  std::vector<StepChunk::Walk> walks = walks_over(chunks);
  const auto row = rows_of(walks);
  for (std::uint32_t bucket = 0; bucket < kProjectionBuckets; ++bucket) row(bucket, tail.steps);
  Status kept = write_projection_tail(db_->tail(), tail);
  lock.lock();
  if (kept.ok()) on_disk_ = tail.mark.end;
  return kept;
}

}  // namespace dangol
