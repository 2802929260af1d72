// Read models on disk say what the log says, whatever becomes of them.
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "store/limits.h"
#include "tests/replay/read_models_fixture.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;

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

TEST_F(ReadModelsTest, SayTheSameWhenTheirMemoryWasGivenBack) {
  for (int round = 0; round < 4; ++round) {
    append(50);
    const auto before = steps();
    models().give_back();
    EXPECT_EQ(persons(*before), from_log());
    EXPECT_EQ(persons(*steps()), from_log());
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

TEST_F(ReadModelsTest, ARecordThatGivesTooManyStepsStopsTheProjection) {
  append(50);
  every_->too_many_at = Position(30);
  EXPECT_EQ(steps()->end(), Position(30));
}

TEST_F(ReadModelsTest, MadeAnewTheyEqualWhatServed) {
  append(200);
  const AllPersons served = persons(*steps());
  append(50);
  const Rebuilding told = rebuilt();
  ASSERT_EQ(told.done.size(), 2u) << "people, too";
  const Rebuilt& every = told.done.back();
  EXPECT_EQ(every.projection, "every");
  EXPECT_EQ(every.records, store_.size().value());
  EXPECT_EQ(every.compared, kProjectionBuckets);
  EXPECT_EQ(every.different, 0u);
  EXPECT_EQ(persons(*steps()), from_log());
  // However the steps came to lie there.
  close();
  fs::remove_all(folder().parent_path());
  options_.slice_records = 7;
  EXPECT_EQ(rebuilt().done.back().digest, every.digest);
  append(1);
  EXPECT_NE(rebuilt().done.back().digest, every.digest);
}

TEST_F(ReadModelsTest, MadeAnewAfterAChangeTheySayWhatIsDifferentAndKeepWhatServedForARollback) {
  append(200);
  const AllPersons before = persons(*steps());
  every_->fails_at.reset();
  every_->left_out = Position(103);
  const Rebuilding told = rebuilt();
  EXPECT_EQ(told.done.back().different, 1u);
  ASSERT_EQ(told.done.back().differences.size(), 1u);
  EXPECT_NE(told.done.back().differences[0].find("record 0:103"), std::string::npos);
  EXPECT_EQ(persons(*steps()), from_log());
  EXPECT_NE(persons(*steps()), before);

  EXPECT_EQ(models().roll_back({"every"}).value(), std::vector<std::string>{"every"});
  EXPECT_EQ(persons(*steps()), before);
  close();
  EXPECT_EQ(persons(*steps()), before) << "also by whoever opens it next";
  append(20);
  EXPECT_EQ(steps()->end(), store_.size()) << "and it follows the log again";
}

TEST_F(ReadModelsTest, ANewVersionIsComparedWithASampleAndGoingBackNeedsTheOldProgram) {
  append(100);
  const AllPersons before = persons(*steps());
  close();
  with_version(2);
  const Rebuilding told = rebuilt();
  EXPECT_EQ(told.done.back().before, 1u);
  EXPECT_EQ(told.done.back().compared, kProjectionBuckets / kSampledBuckets);
  const auto back = models().roll_back({"every"});
  ASSERT_FALSE(back.ok());
  EXPECT_EQ(back.error().code, ErrorCode::kNotFound);
  EXPECT_NE(back.error().message.find("version 1"), std::string::npos) << back.error().message;
  close();
  with_version(1);
  EXPECT_EQ(persons(*steps()), before) << "the old program finds what it wrote";
}

TEST_F(ReadModelsTest, MakingThemAnewGoesOnWhereItWasInterrupted) {
  append(1200);
  const AllPersons all = persons(*steps());
  options_.page_records = 50;
  close();
  for (int time = 0; time < 3; ++time) {
    // As a process that is killed: nothing is kept but what was written as slices.
    options_.least_kept_records = 1'000'000;
    const Rebuilding told = models().rebuild({}, [](Position, Position) { return false; }).value();
    EXPECT_EQ(told.left.size(), 2u);
    EXPECT_TRUE(told.done.empty());
    EXPECT_EQ(persons(*steps()), all) << "what served still serves";
    close();
  }
  Position first;
  const auto told = models().rebuild({}, [&](Position reached, Position) {
    if (first == Position()) first = reached;
    return true;
  });
  ASSERT_TRUE(told.ok());
  EXPECT_GE(first, Position(150)) << "three times some records were kept";
  EXPECT_EQ(told.value().done.back().different, 0u);
  EXPECT_EQ(persons(*steps()), all);
}

TEST_F(ReadModelsTest, AProjectionThatCannotBeMadeAnewKeepsServingWhatItHas) {
  append(120);
  const AllPersons all = persons(*steps());
  every_->fails_at = Position(60);
  const auto told = models().rebuild({"every"}, {});
  ASSERT_FALSE(told.ok());
  EXPECT_NE(told.error().message.find("0:60"), std::string::npos) << told.error().message;
  EXPECT_EQ(persons(*steps()), all);
  EXPECT_EQ(models().roll_back({}).error().code, ErrorCode::kNotFound);
}

TEST_F(ReadModelsTest, AskedForAnUnknownProjectionTheySayThatThereIsNone) {
  const auto none = models().steps("nothing", {});
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace dangol::test
