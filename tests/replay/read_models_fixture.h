// A store with a random history, and read models of it that are closed and opened as a test wants.
#pragma once

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "replay/read_models.h"
#include "tests/support/figure_store.h"
#include "tests/support/memory_steps.h"
#include "tests/support/random_history.h"
#include "tests/support/step_kit_capnp.h"

namespace dangol::test {

class ReadModelsTest : public testing::Test {
 protected:
  void SetUp() override { with({}); }

  void with(std::vector<std::unique_ptr<Projection>> projections) {
    models_.reset();
    if (projections.empty()) projections.push_back(std::make_unique<EveryRecord>());
    every_ = static_cast<EveryRecord*>(projections.front().get());
    catalogue_ = std::make_unique<Catalogue>(catalogue_of(std::move(projections)));
  }
  void with_version(std::uint32_t version) {
    std::vector<std::unique_ptr<Projection>> projections;
    projections.push_back(std::make_unique<EveryRecord>("every", version));
    with(std::move(projections));
  }
  void append(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) store_.try_append(random_.next());
  }
  ReadModels& models() {
    if (!models_) {
      models_ = open_read_models(
          *catalogue_,
          [this](const std::function<Status(Store&)>& read) { return read(store_.store()); },
          options_);
    }
    return *models_;
  }
  void close() { models_.reset(); }
  std::shared_ptr<const StepSource> steps(std::string_view name = "every") {
    auto steps = models().steps(name, {});
    if (!steps.ok()) throw std::runtime_error(steps.error().message);
    return steps.value();
  }
  Rebuilding rebuilt() {
    auto told = models().rebuild({}, {});
    if (!told.ok()) throw std::runtime_error(told.error().message);
    EXPECT_TRUE(told.value().left.empty());
    return told.value();
  }
  // What a reading of the whole log says.
  AllPersons from_log(const Vantage& vantage = {}) {
    MemorySteps people;
    MemorySteps every(&people);
    EXPECT_TRUE(
        people.follow(*catalogue_->find_projection("people"), store_.store().log(), PartitionId(0))
            .ok());
    EXPECT_TRUE(every.follow(*every_, store_.store().log(), PartitionId(0)).ok());
    return persons(every, vantage);
  }
  std::filesystem::path folder(const std::string& name = "every") {
    return store_.store().projections() / name;
  }
  // The table files of the newest generation.
  std::vector<std::filesystem::path> files() {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder())) {
      if (entry.path().extension() == ".sst") found.push_back(entry.path());
    }
    return found;
  }

  FigureStore store_;
  RandomHistory random_{11};
  ReadModelOptions options_{.slice_records = 40, .least_kept_records = 1};
  EveryRecord* every_ = nullptr;
  std::unique_ptr<Catalogue> catalogue_;
  std::unique_ptr<ReadModels> models_;
};

}  // namespace dangol::test
