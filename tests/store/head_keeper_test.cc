// The map of heads as it is kept while a log grows: always the one that follows from the entries alone.
#include "store/head_keeper.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include <gtest/gtest.h>

#include "events/hash.h"
#include "events/record.h"
#include "store/head_db.h"
#include "store/log_fragments.h"
#include "store/memory_log.h"
#include "tests/store/log_support.h"
#include "tests/support/database_files.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {
namespace {

constexpr PartitionId kFirst{0};
constexpr std::size_t kAll = 1 << 20;

// A log of records of some streams, as a journal would write it.
struct Streams {
  explicit Streams(std::uint32_t seed, std::uint32_t count) : random(seed), streams(count) {}

  void grow(std::uint32_t records) {
    Frame frame;
    frame.first = log.size(kFirst).value();
    for (; records > 0; --records) frame.records.push_back(next());
    ASSERT_EQ(append(log, claim, std::move(frame)), Append::kStored);
  }
  LogRecord next() {
    const StreamToken stream =
        token(std::uniform_int_distribution<std::uint32_t>(0, streams - 1)(random));
    Head& head = heads[stream];
    LogRecord record;
    record.core = "core " + std::to_string(++made);
    const Entry entry = next_entry(stream, head.version.next(), head.chain, record.core, "");
    head = {entry.version, entry.chain};
    record.entry = encode_entry(entry);
    return record;
  }
  static StreamToken token(std::uint32_t number) {
    return StreamToken::from(sha256("s" + std::to_string(number)).view().substr(0, 16));
  }
  // From nothing but where the streams end.
  Hash root() const {
    std::vector<HeadLeaf> leaves;
    for (const auto& [stream, head] : heads) leaves.push_back({head_key(stream), head});
    std::sort(leaves.begin(), leaves.end(),
              [](const HeadLeaf& a, const HeadLeaf& b) { return a.key < b.key; });
    return head_subtree(leaves, 0).hash;
  }
  Position end() const { return log.size(kFirst).value(); }
  HeadKeeper::Map map() const { return {end().value(), root(), heads.size()}; }

  std::mt19937 random;
  std::uint32_t streams;
  MemoryLog log;
  Claim claim = log.claim(kFirst).value();
  std::map<StreamToken, Head> heads;
  std::uint64_t made = 0;
};

TEST(HeadKeeper, ItsMapIsTheOneOfTheEntriesAlone) {
  Streams streams(1, 300);
  HeadLeavesInMemory leaves;
  HeadKeeper keeper(leaves);
  EXPECT_EQ(keeper.map().value(), (HeadKeeper::Map{0, Hash{}, 0}));
  for (const std::uint32_t records : {1U, 2U, 200U, 1000U, 1U}) {
    streams.grow(records);
    ASSERT_TRUE(keeper.follow(streams.log, kFirst, streams.end(), kAll).ok());
    EXPECT_EQ(keeper.map().value(), streams.map());
  }
  for (const auto& [stream, head] : streams.heads) {
    const auto proof = keeper.prove(stream).value();
    ASSERT_TRUE(proof);
    EXPECT_EQ(proof->head, head);
    EXPECT_TRUE(proves_head(streams.root(), stream, *proof));
  }
  EXPECT_FALSE(keeper.prove(Streams::token(9999)).value());
}

TEST(HeadKeeper, WritesBeforeMoreStreamsWaitThanMay) {
  struct Counted : HeadLeavesInMemory {
    Status write(std::span<const HeadLeaf> changed, std::span<const HeadTree::Bucket> buckets,
                 const HeadMark& mark) override {
      EXPECT_LE(changed.size(), 16U);
      ++writes;
      return HeadLeavesInMemory::write(changed, buckets, mark);
    }
    int writes = 0;
  } leaves;
  Streams streams(2, 200);
  streams.grow(500);
  HeadKeeper keeper(leaves, {}, {}, 16);
  ASSERT_TRUE(keeper.follow(streams.log, kFirst, streams.end(), kAll).ok());
  EXPECT_GT(leaves.writes, 10);
  EXPECT_EQ(keeper.map().value(), streams.map());
}

TEST(HeadKeeper, ReadsNoFurtherThanItIsTold) {
  Streams streams(3, 20);
  streams.grow(100);
  const HeadKeeper::Map then = streams.map();
  streams.grow(50);
  HeadLeavesInMemory leaves;
  HeadKeeper keeper(leaves);
  ASSERT_TRUE(keeper.follow(streams.log, kFirst, Position(100), 60).ok());
  EXPECT_EQ(keeper.end(), Position(60));
  ASSERT_TRUE(keeper.follow(streams.log, kFirst, Position(100), 60).ok());
  EXPECT_EQ(keeper.end(), Position(100));
  EXPECT_EQ(keeper.map().value(), then);
}

TEST(HeadKeeper, ARecordThatWasLeftOutIsSaidWithItsPlace) {
  Streams streams(4, 1);
  streams.grow(3);
  streams.next();  // never appended
  streams.grow(1);
  HeadLeavesInMemory leaves;
  HeadKeeper keeper(leaves);
  const Status followed = keeper.follow(streams.log, kFirst, streams.end(), kAll);
  ASSERT_FALSE(followed.ok());
  EXPECT_EQ(followed.error().code, ErrorCode::kCorrupt);
  EXPECT_NE(followed.error().message.find("0:3"), std::string::npos) << followed.error().message;
  EXPECT_NE(followed.error().message.find("version 5 follows version 3"), std::string::npos);

  // The same where the leaves stand between.
  HeadKeeper slow(leaves);
  ASSERT_TRUE(slow.follow(streams.log, kFirst, Position(3), kAll).ok());
  ASSERT_TRUE(slow.map().ok());
  ASSERT_TRUE(slow.follow(streams.log, kFirst, streams.end(), kAll).ok());
  EXPECT_EQ(slow.map().error().code, ErrorCode::kCorrupt);
}

class HeadDbTest : public testing::Test {
 protected:
  std::unique_ptr<HeadDb> open(const EventLog& log) {
    return HeadDb::open(dir_ / "heads", log, kFirst).value();
  }
  static void follow(HeadKeeper& keeper, const Streams& streams) {
    ASSERT_TRUE(keeper.follow(streams.log, kFirst, streams.end(), kAll).ok());
    EXPECT_EQ(keeper.map().value(), streams.map());
  }
  TempDir dir_;
  Streams streams{5, 400};
};

TEST_F(HeadDbTest, GoesOnWhereItWas) {
  for (int round = 0; round < 3; ++round) {
    const auto db = open(streams.log);
    EXPECT_EQ(db->mark().end, streams.end());
    EXPECT_EQ(db->tree().root(), streams.root());
    HeadKeeper keeper(*db, db->tree(), db->mark());
    streams.grow(700);
    follow(keeper, streams);
    for (const auto& [stream, head] : streams.heads) {
      const auto proof = keeper.prove(stream).value();
      ASSERT_TRUE(proof);
      EXPECT_EQ(proof->head, head);
      EXPECT_TRUE(proves_head(streams.root(), stream, *proof));
    }
  }
}

TEST_F(HeadDbTest, WhatWasNotWrittenIsReadFromTheLogAgain) {
  streams.grow(100);
  {
    const auto db = open(streams.log);
    HeadKeeper keeper(*db, db->tree(), db->mark());
    follow(keeper, streams);
    streams.grow(10);
    ASSERT_TRUE(keeper.follow(streams.log, kFirst, streams.end(), kAll).ok());
  }
  const auto db = open(streams.log);
  EXPECT_EQ(db->mark().end, Position(100));
  HeadKeeper keeper(*db, db->tree(), db->mark());
  follow(keeper, streams);
}

TEST_F(HeadDbTest, OfAnotherLogIsMadeAnew) {
  streams.grow(100);
  {
    const auto db = open(streams.log);
    HeadKeeper keeper(*db, db->tree(), db->mark());
    follow(keeper, streams);
  }
  Streams other(6, 50);
  other.grow(100);
  Streams shorter(5, 400);
  shorter.grow(20);
  for (Streams* log : {&other, &shorter}) {
    const auto db = open(log->log);
    EXPECT_EQ(db->mark(), HeadMark());
    EXPECT_EQ(db->tree().root(), Hash{});
    HeadKeeper keeper(*db, db->tree(), db->mark());
    follow(keeper, *log);
  }
}

TEST_F(HeadDbTest, DamagedIsMadeAnew) {
  streams.grow(100);
  {
    const auto db = open(streams.log);
    HeadKeeper keeper(*db, db->tree(), db->mark());
    follow(keeper, streams);
  }
  std::ofstream(dir_ / "heads" / "CURRENT") << "nothing\n";
  const auto db = open(streams.log);
  EXPECT_EQ(db->mark(), HeadMark());
  HeadKeeper keeper(*db, db->tree(), db->mark());
  follow(keeper, streams);
}

// RocksDB takes a fragment whose length does not fit for the end: without the tables behind it, and with the
// write-ahead log's rows, there would be a map of no log.
TEST_F(HeadDbTest, WhoseListOfFilesIsDamagedIsMadeAnew) {
  for (int round = 0; round < 2; ++round) {
    const auto db = open(streams.log);
    HeadKeeper keeper(*db, db->tree(), db->mark());
    streams.grow(700);
    follow(keeper, streams);
  }
  const auto whole = dir_ / "whole", heads = dir_ / "heads";
  std::filesystem::rename(heads, whole);
  const std::string manifest = read_file(newest(whole, "MANIFEST-"));
  int fragments = 0;
  for (std::string_view rest = manifest; const auto fragment = fragment_at(rest);) {
    std::filesystem::remove_all(heads);
    std::filesystem::copy(whole, heads);
    const std::size_t length_at = manifest.size() - rest.size() + 5;
    std::string damaged = manifest;
    damaged[length_at] = static_cast<char>(damaged[length_at] ^ 0x1f);
    write_file(newest(heads, "MANIFEST-"), damaged);
    const auto db = open(streams.log);
    HeadKeeper keeper(*db, db->tree(), db->mark());
    follow(keeper, streams);
    rest.remove_prefix(kFragmentHeaderBytes + fragment->bytes.size());
    ++fragments;
  }
  EXPECT_GT(fragments, 2);
}

}  // namespace
}  // namespace dangol::test
