#include "replay/read_models.h"

#include <map>
#include <mutex>
#include <string>

#include <fmt/format.h>

#include "replay/memory_steps.h"

namespace dangol {

namespace {

class MemoryReadModels : public ReadModels {
 public:
  MemoryReadModels(const Catalogue& catalogue, WithStore store)
      : catalogue_(catalogue), store_(std::move(store)) {
    people_ = std::make_shared<MemorySteps>();
    steps_["people"] = people_;
  }

  Result<std::shared_ptr<const StepSource>> steps(std::string_view projection,
                                                  const ReadProgress&) override {
    const Projection* known = catalogue_.find_projection(projection);
    if (known == nullptr) {
      return Error{ErrorCode::kNotFound, fmt::format("there is no projection {}", projection)};
    }
    std::lock_guard lock(mutex_);
    std::shared_ptr<MemorySteps>& steps = steps_[std::string(projection)];
    if (!steps) steps = std::make_shared<MemorySteps>(people_.get());
    Status followed = store_([&](Store& store) -> Status {
      const Projection* people = catalogue_.find_projection("people");
      Status first = people_->follow(*people, store.log(), PartitionId(0));
      if (!first.ok()) return first;
      return steps->follow(*known, store.log(), PartitionId(0));
    });
    if (!followed.ok()) return followed.error();
    return std::shared_ptr<const StepSource>(steps);
  }

 private:
  const Catalogue& catalogue_;
  const WithStore store_;
  std::mutex mutex_;
  std::shared_ptr<MemorySteps> people_;
  std::map<std::string, std::shared_ptr<MemorySteps>> steps_;
};

}  // namespace

std::unique_ptr<ReadModels> memory_read_models(const Catalogue& catalogue, WithStore store) {
  return std::make_unique<MemoryReadModels>(catalogue, std::move(store));
}

}  // namespace dangol
