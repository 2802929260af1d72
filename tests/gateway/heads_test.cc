// The map of heads of a running writer: recorded when it is due or asked for, and always the entries' own.
#include "gateway/heads.h"

#include <condition_variable>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/heads_check.h"
#include "replay/heads_record.h"
#include "tests/support/care.h"

namespace dangol::test {
namespace {

constexpr PartitionId kOnly{0};
constexpr std::int64_t kSecond = 1'000'000;

class HeadsTest : public testing::Test {
 protected:
  void SetUp() override {
    care.start();
    start();
  }
  // On demand only: what is due is asked for by the test, and nothing runs beside it.
  void start(std::chrono::seconds every = std::chrono::seconds(0)) {
    Heads::Options options{care.dir() / "heads", every, [this] { return care.now; }};
    heads = std::make_unique<Heads>(*care.engine, options);
  }
  void say(const std::string& subject, const std::string& id) {
    EXPECT_EQ(care.send(Desk(subject).call(id, id)).front().code, OutcomeCode::kRecorded);
  }
  std::uint64_t size() const { return care.store->log().size(kOnly).value().value(); }
  HeadsChecked check() const { return check_heads(care.store->log(), kOnly, {}).value(); }
  ProvedHead record(const std::string& subject) {
    auto proved = heads->record(care.stream(subject));
    EXPECT_TRUE(proved.ok()) << proved.error().message;
    return proved.ok() ? proved.value() : ProvedHead{};
  }

  Care care;
  std::unique_ptr<Heads> heads;  // ends before the engine
};

TEST_F(HeadsTest, ProvesWhereAStreamEndsByTheRecordedMap) {
  for (const char* id : {"e1", "e2", "e3"}) say("customer/kim", id);
  say("customer/lee", "e4");
  const ProvedHead proved = record("customer/kim");
  EXPECT_EQ(proved.heads.map.size, 4U);
  EXPECT_EQ(proved.heads.map.streams, 2U);
  EXPECT_EQ(proved.heads.position, Position(4));
  EXPECT_EQ(proved.proof.head.version, Version(3));
  EXPECT_TRUE(proves_head(proved.heads.map.root, care.stream("customer/kim"), proved.proof));
  EXPECT_EQ(check().last->map, proved.heads.map);
}

TEST_F(HeadsTest, RecordsNothingAgainWhileTheMapCoversAll) {
  say("customer/kim", "e1");
  say("customer/lee", "e2");
  const ProvedHead first = record("customer/kim");
  const ProvedHead second = record("customer/lee");
  EXPECT_EQ(second.heads.position, first.heads.position);
  EXPECT_EQ(size(), 3U);
  EXPECT_TRUE(proves_head(second.heads.map.root, care.stream("customer/lee"), second.proof));
  // Also not by the next writer, whether it finds the map or makes it again.
  for (const bool lost : {false, true}) {
    heads.reset();
    care.reopen();
    if (lost) std::filesystem::remove_all(care.dir() / "heads");
    care.start();
    start();
    EXPECT_EQ(record("customer/kim").heads.position, first.heads.position);
    EXPECT_EQ(size(), 3U);
  }
  say("customer/kim", "e3");
  EXPECT_EQ(record("customer/kim").heads.map.size, 4U);
  EXPECT_EQ(check().heads, 2U);
}

TEST_F(HeadsTest, OfAStreamWithoutRecordsItIsProvedThatItHasNone) {
  say("customer/kim", "e1");
  const ProvedHead proved = record("customer/nobody");
  EXPECT_EQ(proved.proof.head.version, Version());
  const Hash& root = proved.heads.map.root;
  EXPECT_TRUE(proves_head(root, care.stream("customer/nobody"), proved.proof));
  EXPECT_FALSE(proves_head(root, care.stream("customer/kim"), proved.proof));
}

TEST_F(HeadsTest, OfAnEmptyLogThereIsNoMap) {
  const auto proved = heads->record(care.stream("customer/kim"));
  ASSERT_FALSE(proved.ok());
  EXPECT_EQ(proved.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(size(), 0U);
}

TEST_F(HeadsTest, IsDueOnceTheIntervalIsOverAndThereIsSomethingNew) {
  start(std::chrono::seconds(60));
  ASSERT_TRUE(heads->record_if_due().ok());
  say("customer/kim", "e1");
  ASSERT_TRUE(heads->record_if_due().ok());
  EXPECT_EQ(check().heads, 0U) << "the log is younger than the interval";
  care.now = Micros(care.now.value() + 60 * kSecond);
  ASSERT_TRUE(heads->record_if_due().ok());
  EXPECT_EQ(check().heads, 1U);
  care.now = Micros(care.now.value() + 600 * kSecond);
  ASSERT_TRUE(heads->record_if_due().ok());
  EXPECT_EQ(check().heads, 1U) << "nothing but its own record is new";
  say("customer/kim", "e2");
  ASSERT_TRUE(heads->record_if_due().ok());
  EXPECT_EQ(check().heads, 2U);
  say("customer/kim", "e3");
  ASSERT_TRUE(heads->record_if_due().ok());
  EXPECT_EQ(check().heads, 2U) << "the last one is younger than the interval";
}

TEST_F(HeadsTest, IsNeverDueWhenThatIsLeftToDemand) {
  say("customer/kim", "e1");
  care.now = Micros(care.now.value() + 3600 * kSecond);
  ASSERT_TRUE(heads->record_if_due().ok());
  EXPECT_EQ(check().heads, 0U);
}

TEST_F(HeadsTest, WhatIsKeptIsMadeAnewWhenItIsDamaged) {
  for (int n = 0; n < 50; ++n) say("customer/" + std::to_string(n), "e1");
  record("customer/7");
  heads.reset();
  for (const auto& entry : std::filesystem::directory_iterator(care.dir() / "heads")) {
    if (entry.is_regular_file()) std::ofstream(entry.path()) << "damage";
  }
  start();
  say("customer/7", "e2");
  const ProvedHead proved = record("customer/7");
  EXPECT_TRUE(proves_head(proved.heads.map.root, care.stream("customer/7"), proved.proof));
  EXPECT_EQ(check().heads, 2U);
}

TEST_F(HeadsTest, ARecordThatComesInMeanwhileIsNotSaidToBeCovered) {
  say("customer/kim", "e1");
  const ProvedHead first = record("customer/kim");
  say("customer/kim", "e2");
  const ProvedHead second = record("customer/kim");
  EXPECT_EQ(second.proof.head.version, Version(2));
  EXPECT_EQ(second.heads.map.size, first.heads.map.size + 2) << "its own record is one of them";
}

}  // namespace
}  // namespace dangol::test
