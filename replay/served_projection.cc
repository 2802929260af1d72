#include "replay/served_projection.h"

#include <utility>

#include <fmt/format.h>

namespace dangol {

ServedProjection::ServedProjection(const Projection& projection, const std::filesystem::path& dir,
                                   const Place& place)
    : projection_(projection), folder_(dir / projection.name()), place_(place) {}

void ServedProjection::load() {
  if (std::exchange(loaded_, true)) return;
  generations_ = folder_.read();
  last_number_ = generations_.highest();
  folder_.keep_only(generations_);
}

std::uint64_t ServedProjection::new_number() {
  // Never that of one whose files are still being deleted.
  return ++last_number_;
}

void ServedProjection::forget(std::uint64_t generation, ReadModelPtr& model) {
  if (model) {
    model->discard();
    model.reset();
    return;
  }
  std::error_code ignored;
  if (generation != 0) std::filesystem::remove_all(folder_.path_of(generation), ignored);
}

Status ServedProjection::save(const Generations& generations) {
  if (Status written = folder_.write(generations); !written.ok()) return written;
  generations_ = generations;
  return Done{};
}

Result<ReadModelPtr> ServedProjection::open(std::uint64_t generation,
                                            ReadModel::Versions versions) const {
  if (generation == 0) return Error{ErrorCode::kNotFound, "there is no such generation"};
  return ReadModel::open(projection_, place_.partition, folder_.path_of(generation),
                         place_.with_store, place_.slice_records, place_.env, versions);
}

Result<ReadModelPtr> ServedProjection::serving() {
  load();
  if (serving_ && !serving_->is_damaged()) return serving_;
  if (serving_) forget(std::exchange(generations_.serving, 0), serving_);
  Result<ReadModelPtr> opened = open(generations_.serving);
  const bool other_version = !opened.ok() && opened.error().code == ErrorCode::kConflict;
  if (other_version) {
    // The program may have been put back to the version before: that generation is still there.
    Result<ReadModelPtr> previous = open(generations_.previous);
    if (previous.ok() && previous.value()->end() != Position()) {
      Generations swapped = generations_;
      std::swap(swapped.serving, swapped.previous);
      if (Status saved = save(swapped); !saved.ok()) return saved.error();
      serving_ = previous.value();
      return serving_;
    }
  }
  if (opened.ok()) {
    serving_ = opened.value();
    return serving_;
  }
  if (!other_version && opened.error().code != ErrorCode::kNotFound) return opened.error();
  Generations made = generations_;
  made.serving = new_number();
  opened = open(made.serving);
  if (!opened.ok()) return opened.error();
  std::uint64_t useless = generations_.serving;
  if (other_version) useless = std::exchange(made.previous, useless);
  if (Status saved = save(made); !saved.ok()) return saved.error();
  forget(useless, other_version ? previous_ : serving_);
  serving_ = opened.value();
  return serving_;
}

Result<ReadModelPtr> ServedProjection::so_far() {
  load();
  if (serving_ && !serving_->is_damaged()) return serving_;
  return open(generations_.serving, ReadModel::Versions::kAny);
}

Result<ReadModelPtr> ServedProjection::building() {
  load();
  if (building_ && !building_->is_damaged()) return building_;
  if (building_) forget(std::exchange(generations_.building, 0), building_);
  Result<ReadModelPtr> opened = open(generations_.building);
  if (opened.ok()) {
    building_ = opened.value();
    return building_;
  }
  const ErrorCode why = opened.error().code;
  if (why != ErrorCode::kNotFound && why != ErrorCode::kConflict) return opened.error();
  Generations made = generations_;
  made.building = new_number();
  const std::uint64_t useless = generations_.building;
  // Said before it is there: what a crash leaves of it is found again.
  if (Status saved = save(made); !saved.ok()) return saved.error();
  forget(useless, building_);
  opened = open(made.building);
  if (!opened.ok()) return opened.error();
  building_ = opened.value();
  return building_;
}

Status ServedProjection::switch_over() {
  const Generations over = {generations_.building, generations_.serving, 0};
  const std::uint64_t oldest = generations_.previous;
  if (Status saved = save(over); !saved.ok()) return saved;
  forget(oldest, previous_);
  previous_ = std::exchange(serving_, std::exchange(building_, nullptr));
  return Done{};
}

Status ServedProjection::roll_back() {
  load();
  Result<ReadModelPtr> previous = previous_ && !previous_->is_damaged()
                                      ? Result<ReadModelPtr>(previous_)
                                      : open(generations_.previous);
  if (!previous.ok()) {
    const ErrorCode why = previous.error().code;
    if (why != ErrorCode::kNotFound && why != ErrorCode::kConflict) return previous.error();
    return Error{ErrorCode::kNotFound,
                 fmt::format("projection {} has no generation to go back to{}", projection_.name(),
                             generations_.previous == 0 ? "" : ": " + previous.error().message)};
  }
  Generations back = generations_;
  std::swap(back.serving, back.previous);
  if (Status saved = save(back); !saved.ok()) return saved;
  previous_ = std::exchange(serving_, previous.value());
  return Done{};
}

}  // namespace dangol
