// Read models on disk say what the log says, whatever becomes of them.
#include "replay/read_models.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "replay/memory_steps.h"
#include "tests/support/figure_store.h"
#include "tests/support/random_history.h"
#include "tests/support/step_kit_capnp.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;

// A store with a random history and read models of it.
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
  fs::path folder(const std::string& name = "every") { return store_.store().projections() / name; }
  // The table files of the newest generation.
  std::vector<fs::path> files() {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder())) {
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

TEST_F(ReadModelsTest, SayWhatTheLogSaysHoweverOftenTheyAreClosedAndAsked) {
  std::mt19937 random(3);
  for (int round = 0; round < 12; ++round) {
    append(random() % 60);
    const auto source = steps();
    EXPECT_EQ(source->end(), store_.size());
    EXPECT_EQ(persons(*source, {}, 1 + round % 3), from_log()) << "round " << round;
    Vantage earlier;
    earlier.end = Position(random() % (store_.size().value() + 1));
    EXPECT_EQ(persons(*source, earlier), from_log(earlier)) << "round " << round;
    if (random() % 2 == 0) close();
  }
}

TEST_F(ReadModelsTest, OnePersonIsToldAsAmongAll) {
  append(300);
  const AllPersons all = persons(*steps());
  ASSERT_GT(all.size(), 3u);
  for (const auto& [person, bytes] : all) {
    AllPersons one;
    const Status asked = steps()->one_person(
        person, {}, [&](unsigned, const PersonSteps& told) { add_person(one, told); });
    ASSERT_TRUE(asked.ok());
    EXPECT_EQ(one, (AllPersons{{person, bytes}}));
  }
}

TEST_F(ReadModelsTest, WhatWasGivenStandsStillWhileRecordsCome) {
  append(100);
  const auto before = steps();
  const AllPersons told = persons(*before);
  append(200);
  steps();
  EXPECT_EQ(persons(*before), told);
  EXPECT_LT(before->end(), steps()->end());
}

TEST_F(ReadModelsTest, AreNotReadAgainWhenTheyStandOnDisk) {
  append(100);
  steps();
  close();
  std::uint64_t read = 0;
  ASSERT_TRUE(models().steps("every", [&](std::uint64_t at) { read = at; }).ok());
  EXPECT_EQ(read, 0u);
}

TEST_F(ReadModelsTest, AreMadeAnewByAnotherVersionOfTheProjection) {
  append(100);
  const AllPersons before = persons(*steps());
  with_version(2);
  EXPECT_EQ(persons(*steps()), from_log());
  EXPECT_NE(persons(*steps()), before);
  EXPECT_EQ(models().health().front().projection, "every");
}

TEST_F(ReadModelsTest, AreMadeAnewWithoutAWordAfterAFlippedByteOrALostFile) {
  append(150);
  for (int round = 0; round < 6; ++round) {
    append(60);
    persons(*steps());
    close();
    const std::vector<fs::path> all = files();
    ASSERT_FALSE(all.empty());
    const fs::path path = all[static_cast<std::size_t>(round) % all.size()];
    if (round % 2 == 0) {
      fs::remove(path);
    } else {
      std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
      const auto at = static_cast<std::streamoff>(fs::file_size(path) / 3);
      file.seekg(at);
      const char byte = static_cast<char>(file.get() ^ 1);
      file.seekp(at);
      file.put(byte);
    }
    // As a question does it: asked again when the files turn out to be damaged.
    AllPersons told;
    for (int time = 0; time < 2; ++time) {
      told.clear();
      const auto source = steps();
      const Status asked = source->each_person(
          {}, 1, [&](unsigned, const PersonSteps& person) { add_person(told, person); });
      if (asked.ok()) break;
      EXPECT_EQ(asked.error().code, ErrorCode::kCorrupt);
      EXPECT_EQ(time, 0);
    }
    EXPECT_EQ(told, from_log()) << "round " << round;
  }
}

TEST_F(ReadModelsTest, AFailedRecordStopsThatProjectionWithThePlaceAndNoOther) {
  std::vector<std::unique_ptr<Projection>> projections;
  projections.push_back(std::make_unique<EveryRecord>("first"));
  projections.push_back(std::make_unique<EveryRecord>("second"));
  with(std::move(projections));
  append(100);
  every_->fails_at = Position(70);
  EXPECT_EQ(steps("second")->end(), store_.size());
  EXPECT_EQ(steps("first")->end(), Position(70));
  EXPECT_EQ(steps("first")->end(), Position(70)) << "and it goes on serving";
  for (const ReadModelHealth& health : models().health()) {
    if (health.projection == "first") {
      EXPECT_NE(health.stopped.find("0:70"), std::string::npos) << health.stopped;
    } else {
      EXPECT_EQ(health.stopped, "");
    }
  }
  // Once the program is mended.
  close();
  every_->fails_at.reset();
  EXPECT_EQ(steps("first")->end(), store_.size());
  EXPECT_EQ(persons(*steps("first")), from_log());
}

TEST_F(ReadModelsTest, AskedForAnUnknownProjectionTheySayThatThereIsNone) {
  const auto none = models().steps("nothing", {});
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace dangol::test
