#include "store/stream_index.h"

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/hash.h"
#include "events/record.h"
#include "store/limits.h"
#include "store/memory_log.h"
#include "tests/store/log_support.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr PartitionId kPartition{2};

StreamToken stream(std::uint64_t n) {
  return StreamToken::from(sha256("stream " + std::to_string(n)).view().substr(0, 16));
}

// In these tests a core is the sender's id, and identity follows from it.
IndexedIdentity identity_of(std::string_view core) {
  Hash hash = sha256(core);
  return {IdToken::from(hash.view().substr(0, 16)), ContentDigest(hash.bytes[31])};
}
Result<IndexedIdentity> identity(std::string_view core) { return identity_of(core); }

class StreamIndexTest : public testing::Test {
 protected:
  void SetUp() override { claim_ = log_.claim(kPartition).value(); }

  // Stores one record and remembers where it stands.
  LogRecord store(std::uint64_t stream_number, const std::string& id) {
    std::vector<Position>& known = expected_[stream_number];
    LogRecord record;
    record.core = id;
    record.entry = encode_entry(
        next_entry(stream(stream_number), Version(known.size() + 1), Hash{}, record.core, ""));
    Frame frame;
    frame.first = log_.size(kPartition).value();
    known.push_back(frame.first);
    frame.records.push_back(record);
    EXPECT_EQ(test::append(log_, claim_, frame), Append::kStored);
    return record;
  }
  static Status tell(StreamIndex& index, Position position, const LogRecord& record) {
    IndexedIdentity known = identity_of(record.core);
    IndexEntry entry{position, record.entry, known.id, known.digest,
                     record.entry.size() + record.core.size()};
    return index.add({&entry, 1});
  }
  void store_and_tell(StreamIndex& index, std::uint64_t stream_number, const std::string& id) {
    LogRecord record = store(stream_number, id);
    Status status = tell(index, expected_[stream_number].back(), record);
    ASSERT_TRUE(status.ok()) << status.error().message;
  }
  // Records of a few streams, unevenly.
  void store_many(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
      store(random_() % 5 * (random_() % 3), "id " + std::to_string(next_id_++));
    }
  }

  void reopen() {
    index_.reset();
    derived_.reset();
    derived_ = DerivedDb::open(dir_ / "derived").value();
    auto opened = StreamIndex::open(*derived_, log_, kPartition, identity, options_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    index_ = std::move(opened).value();
  }
  void check_everything() {
    EXPECT_EQ(index_->end(), log_.size(kPartition).value());
    for (const auto& [number, positions] : expected_) {
      EXPECT_EQ(index_->positions(stream(number), Version(1), 1 << 20).value(), positions);
      EXPECT_EQ(index_->last(stream(number)).value(),
                (LastRecord{Version(positions.size()), positions.back()}));
      auto records = log_.get(kPartition, positions, ReadWords::kNo).value();
      for (std::size_t i = 0; i < records.size(); ++i) {
        IndexedIdentity known = identity_of(records[i].core);
        auto found = index_->find(stream(number), known.id).value();
        ASSERT_TRUE(found.has_value()) << number << " " << i;
        EXPECT_EQ(found->version, Version(i + 1));
        EXPECT_EQ(found->digest, known.digest);
      }
    }
  }

  test::TempDir dir_;
  MemoryLog log_{3};
  Claim claim_;
  IndexOptions options_{.window_positions = 64};
  std::map<std::uint64_t, std::vector<Position>> expected_;
  std::mt19937_64 random_{1};
  std::uint64_t next_id_ = 0;
  std::unique_ptr<DerivedDb> derived_;
  std::unique_ptr<StreamIndex> index_;
};

TEST_F(StreamIndexTest, an_empty_log_has_nothing_of_any_stream) {
  reopen();
  EXPECT_EQ(index_->end(), Position(0));
  EXPECT_THAT(index_->positions(stream(1), Version(1), 10).value(), IsEmpty());
  EXPECT_EQ(index_->last(stream(1)).value(), std::nullopt);
  EXPECT_FALSE(index_->find(stream(1), identity_of("x").id).value().has_value());
}

TEST_F(StreamIndexTest, finds_records_in_memory_in_full_windows_and_in_files) {
  reopen();
  for (int i = 0; i < 1000; ++i) {
    store_and_tell(*index_, random_() % 7, "id " + std::to_string(i));
    if (i % 97 == 0) check_everything();
  }
  ASSERT_TRUE(index_->drain().ok());
  check_everything();
}

TEST_F(StreamIndexTest, positions_are_limited_and_begin_at_the_version_asked) {
  reopen();
  for (int i = 0; i < 300; ++i) store_and_tell(*index_, i % 2, "id " + std::to_string(i));

  auto some = index_->positions(stream(1), Version(60), 80).value();

  ASSERT_EQ(some.size(), 80U);
  EXPECT_EQ(some.front(), Position(59 * 2 + 1));
  EXPECT_EQ(some.back(), Position((59 + 79) * 2 + 1));
  EXPECT_THAT(index_->positions(stream(1), Version(150), 9).value(), ElementsAre(Position(299)));
  EXPECT_THAT(index_->positions(stream(1), Version(151), 9).value(), IsEmpty());
  EXPECT_THAT(index_->positions(stream(1), Version(1), 0).value(), IsEmpty());
}

TEST_F(StreamIndexTest, any_part_of_a_long_stream_is_found_in_memory_and_in_files) {
  options_.window_positions = 2048;  // several runs of one stream in a window
  for (int i = 0; i < 5000; ++i) store(i % 11 == 0 ? 2 : 1, "id " + std::to_string(i));
  for (const bool in_files : {false, true}) {
    reopen();
    if (in_files) {
      ASSERT_TRUE(index_->drain().ok());
    }
    const std::vector<Position>& all = expected_[1];
    for (std::size_t from = 1; from <= all.size(); from += 37) {
      for (std::size_t limit : {1, 2, 300}) {
        const auto end = all.begin() + std::min(all.size(), from - 1 + limit);
        EXPECT_EQ(index_->positions(stream(1), Version(from), limit).value(),
                  std::vector<Position>(all.begin() + from - 1, end));
      }
    }
    check_everything();
  }
}

TEST_F(StreamIndexTest, an_id_is_found_in_its_own_stream_only) {
  reopen();
  store_and_tell(*index_, 1, "same");
  store_and_tell(*index_, 2, "other");

  EXPECT_TRUE(index_->find(stream(1), identity_of("same").id).value().has_value());
  EXPECT_FALSE(index_->find(stream(2), identity_of("same").id).value().has_value());
}

TEST_F(StreamIndexTest, a_restart_goes_on_in_the_middle_of_a_window) {
  for (int round = 0; round < 6; ++round) {
    reopen();
    for (int i = 0; i < 50; ++i) {
      store_and_tell(*index_, random_() % 3, "id " + std::to_string(next_id_++));
    }
    check_everything();
  }
}

TEST_F(StreamIndexTest, catches_up_with_what_was_stored_while_it_was_away) {
  reopen();
  store_many(200);
  reopen();
  check_everything();
  store_many(3000);
  reopen();
  check_everything();
}

TEST_F(StreamIndexTest, deleting_the_derived_folder_is_harmless) {
  store_many(500);
  reopen();
  check_everything();
  index_.reset();
  derived_.reset();
  std::filesystem::remove_all(dir_ / "derived");

  reopen();

  check_everything();
}

TEST_F(StreamIndexTest, a_damaged_derived_folder_is_made_anew) {
  store_many(500);
  reopen();
  index_.reset();
  derived_.reset();
  for (const auto& entry : std::filesystem::directory_iterator(dir_ / "derived")) {
    if (entry.path().filename().string().starts_with("MANIFEST")) {
      std::filesystem::resize_file(entry.path(), 10);
    }
  }

  reopen();

  check_everything();
}

TEST_F(StreamIndexTest, windows_end_early_when_their_records_weigh_enough) {
  options_.window_bytes = 2000;  // about 15 records
  store_many(500);
  reopen();
  check_everything();
  reopen();
  check_everything();
}

TEST_F(StreamIndexTest, what_is_in_memory_becomes_a_file_when_memory_is_given_back) {
  options_.window_positions = 3 * kLeastSealedPositions;
  reopen();
  for (std::uint32_t n = 0; n < kLeastSealedPositions - 1; ++n) store(n % 7, std::to_string(n));
  reopen();
  index_->give_back();
  ASSERT_TRUE(index_->drain().ok());
  EXPECT_TRUE(index_->last_in_memory(stream(1))) << "too few for a file";
  store_and_tell(*index_, 1, "the last");
  index_->give_back();
  ASSERT_TRUE(index_->drain().ok());
  EXPECT_FALSE(index_->last_in_memory(stream(1)));
  index_->give_back();  // of nothing
  store_and_tell(*index_, 1, "goes on");
  check_everything();
  reopen();
  check_everything();
}

TEST_F(StreamIndexTest, an_index_ahead_of_the_log_is_evidence_of_lost_records) {
  store_many(200);
  reopen();
  ASSERT_TRUE(index_->drain().ok());
  index_.reset();
  MemoryLog shorter(3);
  Claim claim = shorter.claim(kPartition).value();
  Frame frame;
  frame.records = log_.get(kPartition, {Position(0), Position(1)}, ReadWords::kNo).value();
  ASSERT_EQ(test::append(shorter, claim, frame), Append::kStored);

  auto opened = StreamIndex::open(*derived_, shorter, kPartition, identity, options_);

  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(opened.error().message, HasSubstr("up to 2:191"));
  EXPECT_THAT(opened.error().message, HasSubstr("ends before 2:2"));
  reopen();  // nothing was changed
  check_everything();
}

TEST_F(StreamIndexTest, an_index_of_another_log_is_rebuilt) {
  store_many(200);
  reopen();
  index_.reset();
  MemoryLog other(3);
  Claim claim = other.claim(kPartition).value();
  for (std::uint64_t i = 0; i < 300; ++i) {
    LogRecord record;
    record.core = "another " + std::to_string(i);
    record.entry = encode_entry(next_entry(stream(77), Version(i + 1), Hash{}, record.core, ""));
    Frame frame;
    frame.first = Position(i);
    frame.records.push_back(record);
    ASSERT_EQ(test::append(other, claim, frame), Append::kStored);
  }

  auto opened = StreamIndex::open(*derived_, other, kPartition, identity, options_);

  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_EQ(opened.value()->positions(stream(77), Version(1), 1000).value().size(), 300U);
  EXPECT_THAT(opened.value()->positions(stream(0), Version(1), 10).value(), IsEmpty());
}

TEST_F(StreamIndexTest, a_gap_in_positions_or_versions_is_refused_and_adds_nothing) {
  reopen();
  store_and_tell(*index_, 1, "one");
  LogRecord second = store(1, "two");
  LogRecord third = store(1, "three");

  EXPECT_EQ(tell(*index_, Position(2), third).error().code, ErrorCode::kUsage);
  EXPECT_EQ(tell(*index_, Position(1), third).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(index_->end(), Position(1));
  EXPECT_TRUE(tell(*index_, Position(1), second).ok());
}

TEST_F(StreamIndexTest, a_core_that_cannot_be_read_stops_the_catching_up) {
  store_many(10);
  derived_ = DerivedDb::open(dir_ / "derived").value();
  IdentityOf broken = [](std::string_view) -> Result<IndexedIdentity> {
    return Error{ErrorCode::kCorrupt, "not a core"};
  };

  auto opened = StreamIndex::open(*derived_, log_, kPartition, broken, options_);

  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
}

TEST_F(StreamIndexTest, when_files_cannot_be_written_adding_is_unavailable_and_queries_go_on) {
  reopen();
  std::filesystem::remove_all(derived_->staging());
  for (int i = 0; i < 64; ++i) store_and_tell(*index_, i % 3, "id " + std::to_string(i));

  EXPECT_EQ(index_->drain().error().code, ErrorCode::kUnavailable);

  check_everything();
  LogRecord next = store(1, "next");
  EXPECT_EQ(tell(*index_, Position(64), next).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(index_->end(), Position(64));
  reopen();  // mends it
  check_everything();
}

TEST_F(StreamIndexTest, queries_from_other_threads_never_miss_a_record_that_was_added) {
  reopen();
  std::atomic<std::uint64_t> added{0};
  std::atomic<bool> stop{false};
  std::atomic<int> wrong{0};
  std::thread reader([&] {
    while (!stop) {
      const std::uint64_t at_least = added;
      auto found = index_->positions(stream(3), Version(1), 1 << 20).value();
      if (found.size() < at_least) ++wrong;
      for (std::size_t i = 0; i < found.size(); ++i) {
        if (found[i] != Position(i)) ++wrong;
      }
      auto last = index_->last(stream(3)).value();
      if (last && last->version.value() < at_least) ++wrong;
    }
  });
  for (int i = 0; i < 2000; ++i) {
    store_and_tell(*index_, 3, "id " + std::to_string(i));
    ++added;
  }
  stop = true;
  reader.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace dangol
