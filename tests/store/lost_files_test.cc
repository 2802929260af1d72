// Files of the log that are missing, cut off or older than what was acknowledged, and reads that fail.
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "store/format.h"
#include "store/rocksdb_log.h"
#include "store/rocksdb_options.h"
#include "tests/store/log_support.h"
#include "tests/support/database_files.h"
#include "tests/support/fault_files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

namespace fs = std::filesystem;
using test::append;
using test::database_files;
using test::FileOp;
using test::frame_of;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::SizeIs;

constexpr PartitionId kOnly{0};

class LostFilesTest : public testing::Test {
 protected:
  void SetUp() override { files_.skip_syncs(); }
  Result<std::unique_ptr<RocksDbLog>> open() {
    log_.reset();
    return RocksDbLog::open(path_, {.env = files_.env(), .mark = dir_ / "mark"});
  }
  void append_frames(int frames, std::uint64_t records = 10) {
    auto opened = open();
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    log_ = std::move(opened).value();
    Claim claim = log_->claim(kOnly).value();
    for (int i = 0; i < frames; ++i) {
      ASSERT_EQ(append(*log_, claim, frame_of(size(), records)), Append::kStored);
    }
  }
  std::uint64_t size() { return log_->size(kOnly).value().value(); }
  std::string refusal() {
    auto opened = open();
    EXPECT_FALSE(opened.ok());
    if (opened.ok()) return "opened";
    EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
    return opened.error().message;
  }
  // A file of the write-ahead log with one frame more, while those before it are kept: as when the
  // process dies while tables are being written.
  void append_in_a_file_of_its_own(FrameIndex index, std::uint64_t first) {
    log_.reset();
    rocksdb::DBOptions options = log_db_options();
    options.env = files_.env();
    options.avoid_flush_during_recovery = true;
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const char* name : format::kLogFamilies)
      families.push_back({name, log_family_options(name)});
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, path_.string(), families, &handles, &db).ok());
    const auto family = [&](std::string_view name) {
      return *std::ranges::find_if(handles, [&](auto* h) { return h->GetName() == name; });
    };
    const Frame frame = frame_of(first, 10);
    rocksdb::WriteBatch batch;
    FrameHeader header{.epoch = Epoch(1),
                       .index = index,
                       .first = Position(first),
                       .count = 10,
                       .tree_root = frame.tree_root};
    ASSERT_TRUE(
        batch.Put(family("frames"), format::frame_key(index), format::encode_frame_header(header))
            .ok());
    for (std::uint64_t i = 0; i < 10; ++i) {
      const LogRecord& record = frame.records[i];
      ASSERT_TRUE(batch
                      .Put(family("log"), format::position_key(Position(first + i)),
                           record.entry + record.core)
                      .ok());
    }
    ASSERT_TRUE(db->Write(log_write_options(), &batch).ok());
    for (auto* handle : handles) ASSERT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
    delete db;
  }

  test::TempDir dir_;
  const fs::path path_ = dir_ / "log";
  test::FaultFiles files_;
  std::unique_ptr<RocksDbLog> log_;
};

TEST_F(LostFilesTest, an_older_copy_of_the_log_is_refused_while_the_mark_knows_better) {
  append_frames(3);
  log_.reset();
  fs::copy(path_, dir_ / "backup", fs::copy_options::recursive);
  append_frames(2);
  log_.reset();
  fs::remove_all(path_);
  fs::rename(dir_ / "backup", path_);

  for (int attempt = 0; attempt < 2; ++attempt) {
    EXPECT_THAT(refusal(), AllOf(HasSubstr("ends with frame 3, before 0:30"),
                                 HasSubstr("frame 5, before 0:50, was acknowledged")));
  }

  fs::remove(dir_ / "mark");  // the operator means it
  append_frames(1);
  EXPECT_EQ(size(), 40U);
}

TEST_F(LostFilesTest, a_mark_that_is_behind_the_log_changes_nothing) {
  append_frames(1);
  log_.reset();
  fs::copy(dir_ / "mark", dir_ / "old mark");
  append_frames(4);
  log_.reset();
  fs::rename(dir_ / "old mark", dir_ / "mark");
  append_frames(0);
  EXPECT_EQ(size(), 50U);
}

TEST_F(LostFilesTest, frames_in_several_files_of_the_write_ahead_log_are_all_there) {
  append_frames(2);
  append_in_a_file_of_its_own(FrameIndex(3), 20);
  append_in_a_file_of_its_own(FrameIndex(4), 30);
  append_frames(0);
  EXPECT_EQ(size(), 40U);
}

TEST_F(LostFilesTest, a_missing_file_in_the_middle_of_the_write_ahead_log_is_refused) {
  append_frames(2);
  append_in_a_file_of_its_own(FrameIndex(3), 20);
  append_in_a_file_of_its_own(FrameIndex(4), 30);
  const auto files = database_files(path_, ".log");
  ASSERT_THAT(files, SizeIs(3));
  for (const fs::path& lost : {files[0], files[1]}) {
    fs::rename(lost, dir_ / "elsewhere");
    for (int attempt = 0; attempt < 2; ++attempt) {
      EXPECT_THAT(refusal(), AnyOf(HasSubstr("a file of its write-ahead log is missing"),
                                   HasSubstr("Missing WAL")));
    }
    fs::rename(dir_ / "elsewhere", lost);
  }
  append_frames(0);
  EXPECT_EQ(size(), 40U);
}

// Cut off before its families were made it would pass for a creation that was cut short, and begin from nothing.
TEST_F(LostFilesTest, a_list_of_files_that_was_cut_off_at_any_byte_hides_no_record) {
  append_frames(2);
  for (const bool in_tables : {false, true}) {
    if (in_tables) append_frames(0);  // opened again: what was written is in tables
    log_.reset();
    const auto bytes = fs::file_size(test::newest(path_, "MANIFEST-"));
    std::size_t refused = 0;
    for (const bool marked : {false, true}) {
      // Without its mark a log whose tables are all forgotten is told from an empty one by its anchor only.
      if (in_tables && !marked) continue;
      for (std::uint64_t cut = 0; cut < bytes; cut += 5) {
        const fs::path copy = dir_ / "copy";
        fs::copy(path_, copy);
        fs::resize_file(test::newest(copy, "MANIFEST-"), cut);
        auto opened = RocksDbLog::open(
            copy, {.env = files_.env(), .mark = marked ? dir_ / "mark" : fs::path()});
        if (opened.ok()) {
          EXPECT_EQ(opened.value()->size(kOnly).value().value(), 20U) << cut << " of " << bytes;
        } else {
          ++refused;
          EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt) << opened.error().message;
        }
        opened = Error{ErrorCode::kNotFound, ""};
        fs::remove_all(copy);
      }
    }
    EXPECT_GT(refused, 20U);
  }
}

TEST_F(LostFilesTest, a_read_that_fails_names_its_place_and_passes_with_the_fault) {
  append_frames(3, 400);
  append_frames(0);  // into tables, of several blocks
  files_.fail({.op = FileOp::kRead, .path = ".sst"});

  auto got = log_->get(kOnly, {Position(7)}, ReadWords::kNo);

  ASSERT_FALSE(got.ok());
  EXPECT_EQ(got.error().code, ErrorCode::kUnavailable) << "not damage: try later";
  EXPECT_THAT(got.error().message, HasSubstr("the record at 0:7"));
  files_.heal();
  EXPECT_TRUE(log_->get(kOnly, {Position(7)}, ReadWords::kNo).ok());
}

}  // namespace
}  // namespace dangol
