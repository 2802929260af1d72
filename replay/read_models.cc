#include "replay/read_models.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "replay/limits.h"
#include "replay/served_projection.h"
#include "replay/step_store.h"

namespace dangol {

namespace {

constexpr std::string_view kPeople = "people";
// Following is done in portions of what came in meanwhile: half of what it may be behind.
constexpr std::chrono::milliseconds kFollowEvery{25};

class StoredReadModels final : public ReadModels {
 public:
  StoredReadModels(const Catalogue& catalogue, WithStore with_store,
                   const ReadModelOptions& options)
      : catalogue_(catalogue),
        options_(options),
        place_{PartitionId(0), std::move(with_store), options.slice_records, options.env},
        pool_(std::max(1u, options.threads)),
        projector_(place_.partition, place_.with_store, pool_),
        ties_(std::make_shared<TiesCache>()) {}

  ~StoredReadModels() override {
    {
      const std::lock_guard lock(mutex_);
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

  Result<std::shared_ptr<const StepSource>> steps(std::string_view projection,
                                                  const ReadProgress& progress) override {
    Result<ReadModelPtr> people = serving(kPeople);
    if (!people.ok()) return people.error();
    Result<ReadModelPtr> own = serving(projection);
    if (!own.ok()) return own.error();
    Status up = bring_up({people.value(), own.value()}, progress);
    // A damaged log stops all of them, and what stands before the damage is still good.
    if (!up.ok() && up.error().code != ErrorCode::kCorrupt) return up.error();
    follow_from_now_on();
    // In this order: what moved or merged these steps is then in those.
    StepView steps = own.value()->view();
    return std::shared_ptr<const StepSource>(
        std::make_shared<StepStore>(std::move(steps), people.value()->view(), ties_));
  }

  std::vector<ReadModelHealth> health() const override {
    const std::lock_guard lock(mutex_);
    std::vector<ReadModelHealth> all;
    for (const auto& [name, served] : served_) {
      if (!served.opened()) continue;
      const auto stopped = served.opened()->stopped();
      all.push_back({name, served.opened()->end(), stopped ? stopped->message : ""});
    }
    return all;
  }

  void settled() override {
    if (!live_.load(std::memory_order_relaxed)) return;
    {
      const std::lock_guard lock(mutex_);
      news_ = true;
    }
    woken_.notify_all();
  }

 private:
  Result<ReadModelPtr> serving(std::string_view name) {
    const Projection* known = catalogue_.find_projection(name);
    if (known == nullptr) {
      return Error{ErrorCode::kNotFound, fmt::format("there is no projection {}", name)};
    }
    const std::lock_guard lock(mutex_);
    Result<ServedProjection*> served = of(*known);
    if (!served.ok()) return served.error();
    return served.value()->serving();
  }

  // REQUIRES: mutex_.
  Result<ServedProjection*> of(const Projection& projection) {
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

  // Up to the log's end as it is now.
  Status bring_up(std::vector<ReadModelPtr> models, const ReadProgress& progress) {
    Result<Position> end = projector_.log_end();
    if (!end.ok()) return end.error();
    const auto keep_on = [&](Position at) {
      if (progress) progress(at.value());
      return true;
    };
    // Those far behind go alone first, so that nobody waits for them.
    std::vector<ReadModelPtr> behind;
    for (const ReadModelPtr& model : models) {
      if (model->end().value() + kFarBehindRecords < end.value().value()) behind.push_back(model);
    }
    for (auto* part : {&behind, &models}) {
      if (part->empty()) continue;
      const Claim claim(*this, *part);
      Status followed = projector_.follow(*part, end.value(), keep_on);
      if (!followed.ok()) return followed;
    }
    for (const ReadModelPtr& model : models) {
      const auto stopped = model->stopped();
      if (stopped && stopped->code != ErrorCode::kCorrupt) {
        // It could not be written: perhaps it can be by now.
        const Claim claim(*this, {model});
        if (Status written = model->write_now(); !written.ok()) return written;
        Status followed = projector_.follow({&model, 1}, end.value(), keep_on);
        if (!followed.ok()) return followed;
      }
    }
    return Done{};
  }

  // The right to move models on: one call at a time has it.
  class Claim {
   public:
    enum class Want : std::uint8_t { kAll, kFree };
    // Waits until all of them are free, or leaves out those that are not.
    Claim(StoredReadModels& all, std::vector<ReadModelPtr> models, Want want = Want::kAll)
        : all_(all), models_(std::move(models)) {
      const auto taken = [this](const ReadModelPtr& model) {
        return all_.claimed_.contains(model.get());
      };
      std::unique_lock lock(all_.mutex_);
      if (want == Want::kFree) std::erase_if(models_, taken);
      all_.released_.wait(lock,
                          [&] { return std::none_of(models_.begin(), models_.end(), taken); });
      for (const ReadModelPtr& model : models_) all_.claimed_.insert(model.get());
    }
    ~Claim() {
      {
        const std::lock_guard lock(all_.mutex_);
        for (const ReadModelPtr& model : models_) all_.claimed_.erase(model.get());
      }
      all_.released_.notify_all();
    }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;
    const std::vector<ReadModelPtr>& models() const { return models_; }

   private:
    StoredReadModels& all_;
    std::vector<ReadModelPtr> models_;
  };

  void follow_from_now_on() {
    if (!options_.live) return;
    const std::lock_guard lock(mutex_);
    if (live_.exchange(true)) return;
    news_ = true;
    follower_ = std::thread([this] { follow(); });
  }

  void follow() {
    std::unique_lock lock(mutex_);
    for (;;) {
      woken_.wait(lock, [this] { return stopping_ || news_; });
      if (stopping_) return;
      news_ = false;
      std::vector<ReadModelPtr> models;
      for (auto& [name, served] : served_) {
        for (const ReadModelPtr& model : {served.opened(), served.being_built()}) {
          if (model && !model->is_damaged()) models.push_back(model);
        }
      }
      lock.unlock();
      follow_near(std::move(models));
      lock.lock();
      woken_.wait_for(lock, kFollowEvery, [this] { return stopping_; });
    }
  }

  // Failures are met again by whoever asks.
  void follow_near(std::vector<ReadModelPtr> models) {
    Result<Position> end = projector_.log_end();
    if (!end.ok()) return;
    // What is far behind is brought up by whoever asks for it.
    std::erase_if(models, [&](const ReadModelPtr& model) {
      return model->end().value() + kFarBehindRecords < end.value().value();
    });
    const Claim claim(*this, std::move(models), Claim::Want::kFree);
    static_cast<void>(projector_.follow(claim.models(), end.value()));
  }

  const Catalogue& catalogue_;
  const ReadModelOptions options_;
  const ServedProjection::Place place_;
  WorkPool pool_;
  const Projector projector_;
  const std::shared_ptr<TiesCache> ties_;
  mutable std::mutex mutex_;
  std::condition_variable woken_, released_;
  std::filesystem::path dir_;
  std::map<std::string, ServedProjection> served_;
  std::set<const ReadModel*> claimed_;
  std::atomic<bool> live_ = false;
  bool news_ = false;
  bool stopping_ = false;
  std::thread follower_;
};

}  // namespace

std::unique_ptr<ReadModels> open_read_models(const Catalogue& catalogue, WithStore with_store,
                                             const ReadModelOptions& options) {
  return std::make_unique<StoredReadModels>(catalogue, std::move(with_store), options);
}

Result<FigureAnswer> ask(ReadModels& models, const Figure& figure, const Question& question,
                         unsigned workers, const ReadProgress& progress) {
  for (bool again = false;; again = true) {
    const auto steps = models.steps(figure.definition().projection, progress);
    if (!steps.ok()) return steps.error();
    Result<FigureAnswer> answer = evaluate(figure, *steps.value(), question, workers);
    if (answer.ok() || again || answer.error().code != ErrorCode::kCorrupt) return answer;
  }
}

}  // namespace dangol
