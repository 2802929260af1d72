// Read models kept in the store's directory (read_models.h says what they promise). Internal to the room.
//
// A model is moved on by one call at a time, which claims it; whoever looks at its steps does not wait.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "replay/read_models.h"
#include "replay/served_projection.h"
#include "replay/ties_cache.h"

namespace dangol {

class StoredReadModels final : public ReadModels {
 public:
  StoredReadModels(const Catalogue& catalogue, WithStore with_store,
                   const ReadModelOptions& options);
  ~StoredReadModels() override;

  Result<std::shared_ptr<const StepSource>> steps(std::string_view projection,
                                                  const ReadProgress& progress) override;
  Result<bool> catch_up(std::string_view projection, const std::function<bool()>& keep_on) override;
  std::vector<ReadModelHealth> health() const override;
  void settled() override;
  void give_back() override;
  Result<Rebuilding> rebuild(const std::vector<std::string>& projections,
                             const KeepRebuilding& keep_on) override;
  Result<std::vector<std::string>> roll_back(const std::vector<std::string>& projections) override;

 private:
  // The right to move models on.
  class Claim {
   public:
    enum class Want : std::uint8_t { kAll, kFree };
    // Waits until all of them are free, or leaves out those that are not.
    Claim(StoredReadModels& all, std::vector<ReadModelPtr> models, Want want = Want::kAll);
    ~Claim();
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;
    const std::vector<ReadModelPtr>& models() const { return models_; }

   private:
    StoredReadModels& all_;
    std::vector<ReadModelPtr> models_;
  };

  Result<std::vector<const Projection*>> named(const std::vector<std::string>& names) const;
  Result<ReadModelPtr> serving(std::string_view name);
  // REQUIRES: mutex_.
  Result<ServedProjection*> of(const Projection& projection);
  // What a question about the projection looks at: the read model `people`, and its own.
  Result<std::vector<ReadModelPtr>> asked_for(std::string_view projection);
  // Up to the log's end as it is now.
  Status bring_up(const std::vector<ReadModelPtr>& models, const ReadProgress& progress);
  void follow_from_now_on();
  void follow();
  void follow_near(std::vector<ReadModelPtr> models);
  // Every generation that is open and whole.
  std::vector<ReadModelPtr> opened();
  // Compares what was built with what serves, and lets it serve.
  Result<Rebuilt> finish_rebuild(const Projection& projection, const ReadModelPtr& built);

  const Catalogue& catalogue_;
  const ReadModelOptions options_;
  const ServedProjection::Place place_;
  WorkPool pool_;
  const Projector projector_;
  std::mutex rebuilding_;     // one at a time
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable released_;
  std::filesystem::path dir_;
  std::shared_ptr<TiesCache> ties_;
  std::map<std::string, ServedProjection> served_;
  std::set<const ReadModel*> claimed_;
  std::atomic<bool> live_ = false;
  // Guards what follows, and is never held for long: whoever says that there is news must not wait.
  std::mutex news_mutex_;
  std::condition_variable woken_;
  bool news_ = false;
  bool stopping_ = false;
  std::thread follower_;
};

}  // namespace dangol
