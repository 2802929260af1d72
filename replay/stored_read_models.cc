#include "replay/stored_read_models.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "replay/limits.h"
#include "replay/step_store.h"

namespace dangol {

namespace {

constexpr std::string_view kPeople = "people";
// New records are followed in portions of what came in meanwhile.
constexpr std::chrono::milliseconds kFollowEvery{25};

bool is_far_behind(const ReadModel& model, Position end) {
  return model.end().value() + kFarBehindRecords < end.value();
}

}  // namespace

StoredReadModels::StoredReadModels(const Catalogue& catalogue, WithStore with_store,
                                   const ReadModelOptions& options)
    : catalogue_(catalogue),
      options_(options),
      place_{PartitionId(0), std::move(with_store), options.slice_records, options.env},
      pool_(std::max(1u, options.threads)),
      projector_(place_.partition, place_.with_store, options.page_records, pool_),
      ties_(std::make_shared<TiesCache>()) {}

StoredReadModels::~StoredReadModels() {
  {
    const std::lock_guard lock(news_mutex_);
    stopping_ = true;
  }
  woken_.notify_all();
  if (follower_.joinable()) follower_.join();
  for (auto& [name, served] : served_) {
    for (const ReadModelPtr& model : {served.opened(), served.being_built()}) {
      // What is not on disk is read again.
      if (model) static_cast<void>(model->keep_tail(options_.least_kept_records));
    }
  }
}

Result<std::shared_ptr<const StepSource>> StoredReadModels::steps(std::string_view projection,
                                                                  const ReadProgress& progress) {
  Result<std::vector<ReadModelPtr>> asked = asked_for(projection);
  if (!asked.ok()) return asked.error();
  Status up = bring_up(asked.value(), progress);
  // A damaged log stops all of them, and what stands before the damage is still good.
  if (!up.ok() && up.error().code != ErrorCode::kCorrupt) return up.error();
  follow_from_now_on();
  // In this order: what moved or merged these steps is then in those.
  StepView steps = asked.value().back()->view();
  StepView people_steps = asked.value().front()->view();
  const std::lock_guard lock(mutex_);
  return std::shared_ptr<const StepSource>(
      std::make_shared<StepStore>(std::move(steps), std::move(people_steps), ties_));
}

Result<std::vector<ReadModelPtr>> StoredReadModels::asked_for(std::string_view projection) {
  Result<ReadModelPtr> people = serving(kPeople);
  if (!people.ok()) return people.error();
  Result<ReadModelPtr> own = serving(projection);
  if (!own.ok()) return own.error();
  return std::vector<ReadModelPtr>{std::move(people).value(), std::move(own).value()};
}

Result<bool> StoredReadModels::catch_up(std::string_view projection,
                                        const std::function<bool()>& keep_on) {
  Result<std::vector<ReadModelPtr>> models = asked_for(projection);
  if (!models.ok()) return models.error();
  Result<Position> end = projector_.log_end();
  if (!end.ok()) return end.error();
  const Claim claim(*this, models.value());
  Status followed =
      projector_.follow(models.value(), end.value(), [&](Position) { return keep_on(); });
  if (!followed.ok()) return followed.error();
  return std::all_of(models.value().begin(), models.value().end(),
                     [&](const ReadModelPtr& model) { return model->end() >= end.value(); });
}

std::vector<ReadModelHealth> StoredReadModels::health() const {
  const std::lock_guard lock(mutex_);
  std::vector<ReadModelHealth> all;
  for (const auto& [name, served] : served_) {
    if (!served.opened()) continue;
    const auto stopped = served.opened()->stopped();
    all.push_back({name, served.opened()->end(), stopped ? stopped->message : ""});
  }
  return all;
}

void StoredReadModels::settled() {
  if (!live_.load(std::memory_order_relaxed)) return;
  {
    const std::lock_guard lock(news_mutex_);
    news_ = true;
  }
  woken_.notify_all();
}

std::vector<ReadModelPtr> StoredReadModels::opened() {
  std::vector<ReadModelPtr> models;
  const std::lock_guard lock(mutex_);
  for (auto& [name, served] : served_) {
    for (const ReadModelPtr& model : {served.opened(), served.being_built()}) {
      if (model && !model->is_damaged()) models.push_back(model);
    }
  }
  return models;
}

void StoredReadModels::give_back() {
  {
    const Claim claim(*this, opened(), Claim::Want::kFree);
    for (const ReadModelPtr& model : claim.models()) model->give_back();
  }
  const std::lock_guard lock(mutex_);
  ties_ = std::make_shared<TiesCache>();
}

Result<ReadModelPtr> StoredReadModels::serving(std::string_view name) {
  const Projection* known = catalogue_.find_projection(name);
  if (known == nullptr) {
    return Error{ErrorCode::kNotFound, fmt::format("there is no projection {}", name)};
  }
  const std::lock_guard lock(mutex_);
  Result<ServedProjection*> served = of(*known);
  if (!served.ok()) return served.error();
  return served.value()->serving();
}

Result<ServedProjection*> StoredReadModels::of(const Projection& projection) {
  if (dir_.empty()) {
    Status read = place_.with_store([&](Store& store) -> Status {
      dir_ = store.projections();
      return Done{};
    });
    if (!read.ok()) return read.error();
  }
  const auto [found, first] =
      served_.try_emplace(std::string(projection.name()), projection, dir_, place_);
  return &found->second;
}

Status StoredReadModels::bring_up(const std::vector<ReadModelPtr>& models,
                                  const ReadProgress& progress) {
  Result<Position> end = projector_.log_end();
  if (!end.ok()) return end.error();
  const auto keep_on = [&](Position at) {
    if (progress) progress(at.value());
    return true;
  };
  // Those far behind go alone first, so that nobody waits for them.
  std::vector<ReadModelPtr> behind;
  std::copy_if(models.begin(), models.end(), std::back_inserter(behind),
               [&](const ReadModelPtr& model) { return is_far_behind(*model, end.value()); });
  for (const std::vector<ReadModelPtr>* part : {&std::as_const(behind), &models}) {
    if (part->empty()) continue;
    const Claim claim(*this, *part);
    Status followed = projector_.follow(*part, end.value(), keep_on);
    if (!followed.ok()) return followed;
  }
  for (const ReadModelPtr& model : models) {
    const auto stopped = model->stopped();
    if (!stopped || stopped->code == ErrorCode::kCorrupt) continue;
    // It could not be written: perhaps it can be by now.
    const Claim claim(*this, {model});
    if (Status written = model->write_now(); !written.ok()) return written;
    Status followed = projector_.follow({&model, 1}, end.value(), keep_on);
    if (!followed.ok()) return followed;
  }
  return Done{};
}

StoredReadModels::Claim::Claim(StoredReadModels& all, std::vector<ReadModelPtr> models, Want want)
    : all_(all), models_(std::move(models)) {
  const auto taken = [this](const ReadModelPtr& model) {
    return all_.claimed_.contains(model.get());
  };
  std::unique_lock lock(all_.mutex_);
  if (want == Want::kFree) std::erase_if(models_, taken);
  all_.released_.wait(lock, [&] { return std::none_of(models_.begin(), models_.end(), taken); });
  for (const ReadModelPtr& model : models_) all_.claimed_.insert(model.get());
}

StoredReadModels::Claim::~Claim() {
  {
    const std::lock_guard lock(all_.mutex_);
    for (const ReadModelPtr& model : models_) all_.claimed_.erase(model.get());
  }
  all_.released_.notify_all();
}

void StoredReadModels::follow_from_now_on() {
  if (!options_.live) return;
  const std::lock_guard lock(mutex_);
  if (live_.exchange(true)) return;
  {
    const std::lock_guard news(news_mutex_);
    news_ = true;
  }
  follower_ = std::thread([this] { follow(); });
}

void StoredReadModels::follow() {
  std::unique_lock news(news_mutex_);
  for (;;) {
    woken_.wait(news, [this] { return stopping_ || news_; });
    if (stopping_) return;
    news_ = false;
    news.unlock();
    follow_near(opened());
    news.lock();
    woken_.wait_for(news, kFollowEvery, [this] { return stopping_; });
  }
}

// Failures are met again by whoever asks.
void StoredReadModels::follow_near(std::vector<ReadModelPtr> models) {
  Result<Position> end = projector_.log_end();
  if (!end.ok()) return;
  // What is far behind is brought up by whoever asks for it.
  std::erase_if(models,
                [&](const ReadModelPtr& model) { return is_far_behind(*model, end.value()); });
  const Claim claim(*this, std::move(models), Claim::Want::kFree);
  static_cast<void>(projector_.follow(claim.models(), end.value()));
}

}  // namespace dangol
