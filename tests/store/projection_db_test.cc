#include "store/projection_db.h"

#include <fstream>
#include <map>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "store/limits.h"
#include "store/projection_folder.h"
#include "store/projection_tail.h"
#include "tests/support/fault_files.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

namespace fs = std::filesystem;

ProjectionMark mark(std::uint64_t end, std::uint64_t steps = 0) {
  ProjectionMark mark{3, Position(end), {}, steps};
  mark.entry.bytes[0] = static_cast<std::uint8_t>(end);
  return mark;
}

std::map<std::uint32_t, std::string> all(const ProjectionRows& rows) {
  std::map<std::uint32_t, std::string> buckets;
  const auto cursor = rows.cursor();
  for (ProjectionRows::Row row; cursor->next(row).value();) buckets[row.bucket] += row.bytes;
  return buckets;
}

class ProjectionDbTest : public testing::Test {
 protected:
  std::shared_ptr<ProjectionDb> open() { return ProjectionDb::open(dir_ / "7").value(); }
  // Writes a slice up to `end` with a few bytes in some buckets, and remembers them.
  void write(ProjectionDb& db, std::uint64_t end) {
    std::map<std::uint32_t, std::string> added;
    for (int i = 0; i < 20; ++i) {
      added[random_() % kProjectionBuckets] += std::to_string(end) + " ";
    }
    steps_ += added.size();
    const Status written = db.write(mark(end, steps_), [&](std::uint32_t bucket, std::string& row) {
      if (added.contains(bucket)) row += added[bucket];
    });
    ASSERT_TRUE(written.ok());
    for (const auto& [bucket, bytes] : added) expected_[bucket] += bytes;
  }

  test::TempDir dir_;
  std::mt19937 random_{7};
  std::uint64_t steps_ = 0;
  std::map<std::uint32_t, std::string> expected_;
};

TEST_F(ProjectionDbTest, WritesAgainOnceTheDiskDoes) {
  for (const bool retryable : {false, true}) {
    test::FaultFiles files;
    auto db = ProjectionDb::open(dir_ / (retryable ? "r" : "p"), files.env()).value();
    files.fail({.op = test::FileOp::kSync, .path = "MANIFEST", .retryable = retryable, .times = 1});
    EXPECT_FALSE(db->write(mark(10), [](std::uint32_t, std::string& row) { row += "a"; }).ok());

    ASSERT_TRUE(db->write(mark(10), [](std::uint32_t, std::string& row) { row += "b"; }).ok());

    EXPECT_EQ(all(*db->rows())[0], "b");
  }
}

TEST_F(ProjectionDbTest, KeepsRowsAndMarkTogether) {
  {
    auto db = open();
    EXPECT_FALSE(db->mark());
    write(*db, 100);
    write(*db, 200);
    EXPECT_EQ(all(*db->rows()), expected_);
  }
  auto db = open();
  EXPECT_EQ(db->mark(), mark(200, steps_));
  EXPECT_EQ(all(*db->rows()), expected_);
}

TEST_F(ProjectionDbTest, WhoLooksSeesNothingThatCameLaterAndKeepsTheFilesOpen) {
  auto db = open();
  write(*db, 10);
  const auto rows = db->rows();
  const auto before = expected_;
  for (std::uint64_t end = 20; end <= 100; end += 10) write(*db, end);
  EXPECT_EQ(all(*rows), before);
  db->discard();
  db.reset();
  EXPECT_EQ(all(*rows), before);
}

TEST_F(ProjectionDbTest, WhatIsDiscardedIsDeletedOnceNobodyLooks) {
  auto db = open();
  write(*db, 10);
  auto rows = db->rows();
  db->discard();
  db.reset();
  EXPECT_TRUE(fs::exists(dir_ / "7"));
  rows.reset();
  EXPECT_FALSE(fs::exists(dir_ / "7"));
}

TEST_F(ProjectionDbTest, AFlippedByteIsNeverReadAsARowAndTheNextOpeningBeginsAnew) {
  write(*open(), 10);
  int met = 0;
  for (const auto& entry : fs::directory_iterator(dir_ / "7")) {
    if (entry.path().extension() != ".sst") continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(40);
    const char byte = static_cast<char>(file.get() ^ 0x10);
    file.seekp(40);
    file.put(byte);
    ++met;
  }
  ASSERT_EQ(met, 1);
  auto db = open();
  if (db->mark()) {
    const auto rows = db->rows();
    const auto cursor = rows->cursor();
    ProjectionRows::Row row;
    Result<bool> more = cursor->next(row);
    ASSERT_FALSE(more.ok());
    EXPECT_EQ(more.error().code, ErrorCode::kCorrupt);
    EXPECT_TRUE(db->is_damaged());
  }
  db.reset();
  EXPECT_FALSE(open()->mark());
}

TEST_F(ProjectionDbTest, AMissingFileMeansNothingIsThere) {
  write(*open(), 10);
  for (const auto& entry : fs::directory_iterator(dir_ / "7")) {
    if (entry.path().extension() == ".sst") fs::remove(entry.path());
  }
  EXPECT_FALSE(open()->mark());
}

TEST(ProjectionTail, ComesBackWholeOrNotAtAll) {
  test::TempDir dir;
  const fs::path path = dir / "tail";
  EXPECT_FALSE(read_projection_tail(path));
  const ProjectionTail tail{mark(9, 2), Position(5), std::string(160, 'x')};
  ASSERT_TRUE(write_projection_tail(path, tail).ok());
  const auto read = read_projection_tail(path);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->mark, tail.mark);
  EXPECT_EQ(read->first, tail.first);
  EXPECT_EQ(read->steps, tail.steps);
  const std::string whole = test::read_file(path);
  for (std::size_t at = 0; at < whole.size(); at += 5) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 4);
    std::ofstream(path, std::ios::binary) << flipped;
    EXPECT_FALSE(read_projection_tail(path)) << "byte " << at;
    std::ofstream(path, std::ios::binary) << whole.substr(0, at);
    EXPECT_FALSE(read_projection_tail(path)) << at << " bytes";
  }
}

TEST(ProjectionFolder, SaysWhichGenerationServesAndKeepsOnlyThoseNamed) {
  test::TempDir dir;
  const ProjectionFolder folder(dir.path() / "waits");
  EXPECT_EQ(folder.read(), Generations{});
  const Generations some{.serving = 4, .previous = 3, .building = 5};
  ASSERT_TRUE(folder.write(some).ok());
  EXPECT_EQ(folder.read(), some);
  for (int n = 1; n <= 5; ++n) fs::create_directories(folder.path_of(n));
  folder.keep_only(some);
  EXPECT_FALSE(fs::exists(folder.path_of(2)));
  EXPECT_TRUE(fs::exists(folder.path_of(3)));
  std::ofstream(dir.path() / "waits" / "serving") << "dangol projection\nserving 4\nprev";
  EXPECT_EQ(folder.read(), Generations{}) << "what is not readable says nothing";
}

}  // namespace
}  // namespace dangol
