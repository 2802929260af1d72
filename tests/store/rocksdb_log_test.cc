// What only the log on disk can meet: failing writes, damage, other formats.
#include "store/rocksdb_log.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "store/format.h"
#include "store/rocksdb_options.h"
#include "store/wal_scan.h"
#include "tests/store/log_support.h"
#include "tests/support/fault_files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

namespace fs = std::filesystem;
using test::append;
using test::FileFault;
using test::FileOp;
using test::frame_of;
using testing::HasSubstr;

constexpr PartitionId kOnly{0};

class RocksDbLogTest : public testing::Test {
 protected:
  Result<std::unique_ptr<RocksDbLog>> try_open() {
    log_.reset();
    return RocksDbLog::open(dir_.path(), {.env = files_.env()});
  }
  void reopen() {
    auto opened = try_open();
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    log_ = std::move(opened).value();
    claim_ = log_->claim(kOnly).value();
  }
  void SetUp() override { reopen(); }

  std::uint64_t size() { return log_->size(kOnly).value().value(); }
  void append_frames(std::uint64_t frames, std::uint64_t records) {
    for (std::uint64_t i = 0; i < frames; ++i) {
      ASSERT_EQ(append(*log_, claim_, frame_of(size(), records)), Append::kStored);
    }
  }
  void expect_whole(std::uint64_t records) {
    EXPECT_EQ(size(), records);
    auto cursor = log_->read({kOnly, Position(0)}, ReadWords::kYes);
    LogCursor::Item item;
    for (std::uint64_t i = 0; i < records; ++i) {
      auto more = cursor->next(item);
      ASSERT_TRUE(more.ok() && more.value());
      ASSERT_EQ(item.core, test::core_at(i));
      ASSERT_EQ(item.words, test::words_at(i));
    }
  }
  // The write-ahead log that was written last.
  fs::path wal() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(dir_.path())) {
      if (entry.path().extension() == ".log" && entry.file_size() > 0) files.push_back(entry);
    }
    return *std::max_element(files.begin(), files.end());
  }
  void flip_byte(const fs::path& file, std::uint64_t at) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(stream.get() ^ 1);
    stream.seekp(static_cast<std::streamoff>(at));
    stream.put(byte);
  }
  // Changes rows behind the log's back.
  void with_raw_database(auto change) {
    log_.reset();
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const char* name : format::kLogFamilies) {
      families.emplace_back(name, log_family_options(name));
    }
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(
        rocksdb::DB::Open(log_db_options(), dir_.path().string(), families, &handles, &db).ok());
    change(*db, [&](std::string_view name) {
      return *std::find_if(handles.begin(), handles.end(),
                           [&](auto* handle) { return handle->GetName() == name; });
    });
    for (auto* handle : handles) ASSERT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
    delete db;
  }

  test::FaultFiles files_;
  test::TempDir dir_;
  std::unique_ptr<RocksDbLog> log_;
  Claim claim_;
};

class FailedWrite : public RocksDbLogTest, public testing::WithParamInterface<FileFault> {};

TEST_P(FailedWrite, is_unknown_and_everything_after_it_is_refused_until_reopened) {
  append_frames(3, 10);
  files_.fail(GetParam());

  EXPECT_EQ(append(*log_, claim_, frame_of(30, 10)), Append::kUnknown);

  files_.heal();
  EXPECT_EQ(append(*log_, claim_, frame_of(30, 10)), Append::kRefused);
  EXPECT_EQ(log_->claim(kOnly).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(log_->resolve(kOnly).error().code, ErrorCode::kUnavailable);
  expect_whole(30);  // what was acknowledged is still read

  Claim before = claim_;
  reopen();
  FrameHeader tail = log_->resolve(kOnly).value().value();
  EXPECT_EQ(tail.epoch, before.epoch);
  const bool stored = tail.index == FrameIndex(4);
  if (GetParam().op == FileOp::kAppend) {
    EXPECT_FALSE(stored);
  }
  expect_whole(stored ? 40 : 30);
  append_frames(1, 5);
  expect_whole(stored ? 45 : 35);
}

INSTANTIATE_TEST_SUITE_P(
    Faults, FailedWrite,
    testing::Values(FileFault{.op = FileOp::kAppend, .path = ".log"},
                    FileFault{.op = FileOp::kAppend, .path = ".log", .retryable = true},
                    FileFault{.op = FileOp::kSync, .path = ".log"},
                    FileFault{.op = FileOp::kSync, .path = ".log", .retryable = true},
                    FileFault{.op = FileOp::kSync, .path = ".log", .retryable = true, .times = 1}),
    [](const auto& info) {
      return std::string(info.param.op == FileOp::kAppend ? "append" : "sync") +
             (info.param.retryable ? "_retryable" : "") + (info.param.times == 1 ? "_once" : "");
    });

TEST_F(RocksDbLogTest, a_claim_that_cannot_be_written_is_unavailable) {
  files_.fail({.op = FileOp::kSync, .path = ".log"});
  EXPECT_EQ(log_->claim(kOnly).error().code, ErrorCode::kUnavailable);
  files_.heal();
  EXPECT_EQ(append(*log_, claim_, frame_of(0, 1)), Append::kRefused);
  reopen();
  append_frames(1, 1);
}

TEST_F(RocksDbLogTest, a_torn_end_of_the_write_ahead_log_loses_its_frame_only_and_wholly) {
  append_frames(5, 20);
  log_.reset();
  fs::resize_file(wal(), fs::file_size(wal()) - 7);

  reopen();

  expect_whole(80);
  EXPECT_EQ(log_->resolve(kOnly).value()->index, FrameIndex(4));
  append_frames(2, 20);
  reopen();
  expect_whole(120);
}

TEST_F(RocksDbLogTest, a_damaged_byte_in_the_middle_is_refused_with_the_place_every_time) {
  append_frames(50, 20);
  log_.reset();
  flip_byte(wal(), fs::file_size(wal()) / 2);

  for (int attempt = 0; attempt < 2; ++attempt) {
    auto opened = try_open();
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
    EXPECT_THAT(opened.error().message, HasSubstr("frame 50, from 0:980 on"));
  }
  flip_byte(wal(), fs::file_size(wal()) / 2);  // repaired
  reopen();
  expect_whole(1000);
}

TEST_F(RocksDbLogTest, a_damaged_last_frame_is_taken_for_a_torn_end) {
  append_frames(3, 20);
  log_.reset();
  flip_byte(wal(), fs::file_size(wal()) - 10);
  reopen();
  expect_whole(40);
}

TEST_F(RocksDbLogTest, the_raw_write_ahead_log_shows_its_highest_frame) {
  EXPECT_FALSE(scan_wal(dir_.path()).value().highest.has_value());
  files_.skip_syncs();
  append_frames(700, 3);  // headers fall on block borders, too

  auto highest = scan_wal(dir_.path()).value().highest;

  ASSERT_TRUE(highest.has_value());
  EXPECT_EQ(highest->index, FrameIndex(700));
  EXPECT_EQ(highest->first, Position(2097));
  EXPECT_EQ(highest->tree_root, "edge 2100");
}

TEST_F(RocksDbLogTest, every_header_is_found_wherever_a_block_ends) {
  files_.skip_syncs();
  for (std::uint64_t i = 0; i < 3000; ++i) {
    append_frames(1, 1);
    if (i % 50 != 0) continue;
    ASSERT_EQ(scan_wal(dir_.path()).value().highest->index, FrameIndex(i + 1));
  }
}

TEST_F(RocksDbLogTest, a_header_that_a_sender_plants_in_an_event_is_not_believed) {
  Frame frame = frame_of(0, 1);
  frame.records[0].core = format::encode_frame_header({.epoch = Epoch(1),
                                                       .index = FrameIndex(1000),
                                                       .first = Position(9),
                                                       .count = 1,
                                                       .tree_root = ""});
  ASSERT_EQ(append(*log_, claim_, frame), Append::kStored);
  EXPECT_EQ(scan_wal(dir_.path()).value().highest->index, FrameIndex(1));
  EXPECT_TRUE(try_open().ok());
}

TEST_F(RocksDbLogTest, a_missing_record_is_reported_with_its_place_by_scan_and_by_get) {
  append_frames(1, 10);
  with_raw_database([](rocksdb::DB& db, auto family) {
    ASSERT_TRUE(db.Delete({}, family("log"), format::position_key(Position(4))).ok());
  });
  reopen();

  auto cursor = log_->read({kOnly, Position(0)}, ReadWords::kNo);
  LogCursor::Item item;
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(cursor->next(item).value());
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto next = cursor->next(item);
    ASSERT_FALSE(next.ok());
    EXPECT_EQ(next.error().code, ErrorCode::kCorrupt);
    EXPECT_THAT(next.error().message, HasSubstr("0:4"));
  }
  auto got = log_->get(kOnly, {Position(3), Position(4)}, ReadWords::kNo);
  EXPECT_EQ(got.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(got.error().message, HasSubstr("0:4"));
}

TEST_F(RocksDbLogTest, a_short_record_is_reported_with_its_place) {
  append_frames(1, 3);
  with_raw_database([](rocksdb::DB& db, auto family) {
    ASSERT_TRUE(db.Put({}, family("log"), format::position_key(Position(1)), "short").ok());
  });
  reopen();

  auto cursor = log_->read({kOnly, Position(1)}, ReadWords::kNo);
  LogCursor::Item item;
  auto next = cursor->next(item);
  EXPECT_EQ(next.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(next.error().message, HasSubstr("0:1 is cut short"));
  EXPECT_EQ(log_->get(kOnly, {Position(1)}, ReadWords::kNo).error().code, ErrorCode::kCorrupt);
}

TEST_F(RocksDbLogTest, records_that_end_elsewhere_than_the_last_frame_says_are_refused) {
  append_frames(2, 10);
  with_raw_database([](rocksdb::DB& db, auto family) {
    ASSERT_TRUE(db.Delete({}, family("log"), format::position_key(Position(19))).ok());
  });

  auto opened = try_open();

  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(opened.error().message, HasSubstr("ends before 0:20"));
  EXPECT_THAT(opened.error().message, HasSubstr("end before 0:19"));
}

TEST_F(RocksDbLogTest, a_newer_format_is_refused_in_words) {
  append_frames(1, 1);
  with_raw_database([](rocksdb::DB& db, auto family) {
    std::string newer;
    format::put_u32(newer, format::kLogVersion + 1);
    ASSERT_TRUE(db.Put({}, family("meta"), "format", newer).ok());
  });

  auto opened = try_open();

  EXPECT_EQ(opened.error().code, ErrorCode::kUsage);
  EXPECT_THAT(opened.error().message, HasSubstr("newer dangol"));
}

TEST_F(RocksDbLogTest, a_family_that_only_a_newer_format_can_have_is_refused_in_words) {
  with_raw_database([](rocksdb::DB& db, auto) {
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    ASSERT_TRUE(db.CreateColumnFamily({}, "holograms", &handle).ok());
    ASSERT_TRUE(db.DestroyColumnFamilyHandle(handle).ok());
  });

  auto opened = try_open();

  EXPECT_EQ(opened.error().code, ErrorCode::kUsage);
  EXPECT_THAT(opened.error().message, HasSubstr("newer dangol"));
}

TEST_F(RocksDbLogTest, a_log_that_must_exist_is_not_created) {
  test::TempDir empty;
  auto opened = RocksDbLog::open(empty / "log", {.missing = Missing::kRefuse});
  EXPECT_EQ(opened.error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(fs::exists(empty / "log"));
}

}  // namespace
}  // namespace dangol
