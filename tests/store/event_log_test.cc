// The contract of EventLog: one suite, run on every engine.
#include "store/event_log.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/limits.h"
#include "store/format.h"
#include "store/limits.h"
#include "store/memory_log.h"
#include "store/rocksdb_log.h"
#include "tests/store/log_support.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

using test::append;
using test::frame_of;
using testing::ElementsAre;
using testing::HasSubstr;

// An engine and the way to close and open it again with what it holds.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual EventLog& log() = 0;
  virtual void reopen() = 0;
};

class MemoryEngine final : public Engine {
 public:
  EventLog& log() override { return log_; }
  void reopen() override {}

 private:
  MemoryLog log_{3};
};

class RocksDbEngine final : public Engine {
 public:
  RocksDbEngine() { reopen(); }
  EventLog& log() override { return *log_; }
  void reopen() override {
    log_.reset();
    auto opened = RocksDbLog::open(dir_.path());
    if (!opened.ok()) throw std::runtime_error(opened.error().message);
    log_ = std::move(opened).value();
  }

 private:
  test::TempDir dir_;
  std::unique_ptr<RocksDbLog> log_;
};

struct EngineCase {
  const char* name;
  std::function<std::unique_ptr<Engine>()> make;
};

class EventLogContract : public testing::TestWithParam<EngineCase> {
 protected:
  EventLog& log() { return engine_->log(); }
  // The partition under test: the last, so that a confusion of partitions shows.
  PartitionId partition() { return PartitionId(log().promises().partitions - 1); }
  Claim claim() { return log().claim(partition()).value(); }
  std::uint64_t size() { return log().size(partition()).value().value(); }

  // Everything from `from` on, checked against what log_support wrote there.
  std::uint64_t read_all(std::uint64_t from, ReadWords words) {
    auto cursor = log().read({partition(), Position(from)}, words);
    LogCursor::Item item;
    std::uint64_t next = from;
    for (;; ++next) {
      auto more = cursor->next(item);
      EXPECT_TRUE(more.ok()) << more.error().message;
      if (!more.ok() || !more.value()) return next - from;
      LogRecord expected = test::record_at(next);
      EXPECT_EQ(item.position, Position(next));
      EXPECT_EQ(item.entry, expected.entry);
      EXPECT_EQ(item.core, expected.core);
      EXPECT_EQ(item.words, words == ReadWords::kYes ? expected.words : "");
    }
  }

  std::unique_ptr<Engine> engine_ = GetParam().make();
};

TEST_P(EventLogContract, an_empty_log_has_no_records_no_frame_and_size_zero) {
  EXPECT_EQ(size(), 0U);
  EXPECT_FALSE(log().resolve(partition()).value().has_value());
  EXPECT_EQ(read_all(0, ReadWords::kYes), 0U);
  EXPECT_TRUE(log().side_rows(partition(), "").value().empty());
}

TEST_P(EventLogContract, stored_frames_are_read_back_in_order_with_their_words) {
  Claim mine = claim();
  ASSERT_EQ(append(log(), mine, frame_of(0, 10)), Append::kStored);
  ASSERT_EQ(append(log(), mine, frame_of(10, 1)), Append::kStored);
  ASSERT_EQ(append(log(), mine, frame_of(11, 30)), Append::kStored);

  EXPECT_EQ(size(), 41U);
  EXPECT_EQ(read_all(0, ReadWords::kYes), 41U);
  EXPECT_EQ(read_all(0, ReadWords::kNo), 41U);
  EXPECT_EQ(read_all(17, ReadWords::kYes), 24U);
  EXPECT_EQ(read_all(41, ReadWords::kYes), 0U);
  EXPECT_EQ(read_all(99, ReadWords::kYes), 0U);
}

TEST_P(EventLogContract, headers_of_frames_are_read_from_any_of_them_on) {
  const Claim mine = claim();
  for (std::uint64_t at : {0, 10, 11}) {
    ASSERT_EQ(append(log(), mine, frame_of(at, at == 0 ? 10 : at == 10 ? 1 : 30)), Append::kStored);
  }
  const auto all = log().frames(partition(), FrameIndex(1), 10).value();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[2].index, FrameIndex(3));
  EXPECT_EQ(all[2].first, Position(11));
  EXPECT_EQ(all[2].count, 30U);
  EXPECT_EQ(all[2].tree_root, log().resolve(partition()).value()->tree_root);
  EXPECT_EQ(log().frames(partition(), FrameIndex(2), 1).value().front().first, Position(10));
  EXPECT_TRUE(log().frames(partition(), FrameIndex(4), 10).value().empty());
}

TEST_P(EventLogContract, a_cursor_at_the_end_goes_on_when_more_is_stored) {
  Claim mine = claim();
  append(log(), mine, frame_of(0, 2));
  auto cursor = log().read({partition(), Position(0)}, ReadWords::kYes);
  LogCursor::Item item;
  ASSERT_TRUE(cursor->next(item).value());
  ASSERT_TRUE(cursor->next(item).value());
  ASSERT_FALSE(cursor->next(item).value());

  append(log(), mine, frame_of(2, 2));

  ASSERT_TRUE(cursor->next(item).value());
  EXPECT_EQ(item.position, Position(2));
  EXPECT_EQ(item.core, test::core_at(2));
  ASSERT_TRUE(cursor->next(item).value());
  EXPECT_EQ(item.words, test::words_at(3));
  ASSERT_FALSE(cursor->next(item).value());
}

TEST_P(EventLogContract, records_are_got_by_position_in_the_order_asked) {
  append(log(), claim(), frame_of(0, 50));

  auto with = log().get(partition(), {Position(30), Position(4), Position(4)}, ReadWords::kYes);
  auto without = log().get(partition(), {Position(3)}, ReadWords::kNo);

  ASSERT_TRUE(with.ok());
  ASSERT_EQ(with.value().size(), 3U);
  EXPECT_EQ(with.value()[0].core, test::core_at(30));
  EXPECT_EQ(with.value()[0].words, test::words_at(30));
  EXPECT_EQ(with.value()[1].entry, test::record_at(4).entry);
  EXPECT_EQ(with.value()[2].words, "");
  EXPECT_EQ(without.value()[0].words, "");
  EXPECT_TRUE(log().get(partition(), {}, ReadWords::kYes).value().empty());
}

TEST_P(EventLogContract, a_position_behind_the_end_is_not_found) {
  append(log(), claim(), frame_of(0, 5));

  auto got = log().get(partition(), {Position(4), Position(5)}, ReadWords::kNo);

  ASSERT_FALSE(got.ok());
  EXPECT_EQ(got.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(got.error().message, HasSubstr(to_string(Place{partition(), Position(5)})));
}

TEST_P(EventLogContract, resolve_names_the_last_frame) {
  Claim mine = claim();
  append(log(), mine, frame_of(0, 3));
  append(log(), mine, frame_of(3, 4));

  auto tail = log().resolve(partition()).value();

  ASSERT_TRUE(tail.has_value());
  EXPECT_EQ(tail->epoch, mine.epoch);
  EXPECT_EQ(tail->index, FrameIndex(2));
  EXPECT_EQ(tail->first, Position(3));
  EXPECT_EQ(tail->count, 4U);
  EXPECT_EQ(tail->tree_root, "edge 7");
}

TEST_P(EventLogContract, an_older_claim_is_fenced_and_stores_nothing) {
  Claim old = claim();
  ASSERT_EQ(append(log(), old, frame_of(0, 1)), Append::kStored);
  Claim newer = claim();
  ASSERT_GT(newer.epoch, old.epoch);

  EXPECT_EQ(append(log(), old, frame_of(1, 1)), Append::kFenced);

  EXPECT_EQ(size(), 1U);
  EXPECT_EQ(log().resolve(partition()).value()->epoch, old.epoch);
  EXPECT_EQ(append(log(), newer, frame_of(1, 1)), Append::kStored);
  EXPECT_EQ(log().resolve(partition()).value()->epoch, newer.epoch);
}

TEST_P(EventLogContract, nobody_appends_without_a_claim) {
  EXPECT_EQ(append(log(), Claim{partition(), Epoch(7)}, frame_of(0, 1)), Append::kFenced);
  EXPECT_EQ(size(), 0U);
}

TEST_P(EventLogContract, a_frame_that_leaves_a_gap_or_overlaps_is_refused) {
  Claim mine = claim();
  append(log(), mine, frame_of(0, 5));

  EXPECT_EQ(append(log(), mine, frame_of(6, 1)), Append::kRefused);
  EXPECT_EQ(append(log(), mine, frame_of(4, 1)), Append::kRefused);

  EXPECT_EQ(size(), 5U);
  EXPECT_EQ(log().resolve(partition()).value()->index, FrameIndex(1));
  EXPECT_EQ(append(log(), mine, frame_of(5, 1)), Append::kStored);
}

TEST_P(EventLogContract, an_empty_frame_is_refused) {
  EXPECT_EQ(append(log(), claim(), frame_of(0, 0)), Append::kRefused);
  EXPECT_FALSE(log().resolve(partition()).value().has_value());
}

TEST_P(EventLogContract, a_frame_over_the_largest_size_is_refused_and_one_below_is_stored) {
  Claim mine = claim();
  Frame large = frame_of(0, 1);
  large.records[0].core.assign(log().promises().largest_frame_bytes, 'x');
  Frame fits = large;
  fits.records[0].core.resize(log().promises().largest_frame_bytes - 1024);

  EXPECT_EQ(append(log(), mine, std::move(large)), Append::kRefused);
  EXPECT_EQ(size(), 0U);
  EXPECT_EQ(append(log(), mine, std::move(fits)), Append::kStored);
  EXPECT_EQ(size(), 1U);
}

TEST_P(EventLogContract, a_frame_of_too_many_records_is_refused) {
  EXPECT_EQ(append(log(), claim(), frame_of(0, kMaxFrameRecords + 1)), Append::kRefused);
  EXPECT_EQ(size(), 0U);
}

TEST_P(EventLogContract, a_record_whose_entry_has_a_wrong_length_is_refused) {
  Frame frame = frame_of(0, 2);
  frame.records[1].entry.pop_back();

  EXPECT_EQ(append(log(), claim(), std::move(frame)), Append::kRefused);
  EXPECT_EQ(size(), 0U);
}

TEST_P(EventLogContract, side_rows_change_with_their_frame_and_are_listed_by_prefix) {
  Claim mine = claim();
  Frame first = frame_of(0, 1);
  first.side_rows = {{"a1", "one"}, {"a2", "two"}, {"b1", "other"}};
  Frame second = frame_of(1, 1);
  second.side_rows = {{"a1", std::nullopt}, {"a2", "new"}, {"a3", ""}};
  ASSERT_EQ(append(log(), mine, first), Append::kStored);
  ASSERT_EQ(append(log(), mine, second), Append::kStored);
  Frame refused = frame_of(9, 1);
  refused.side_rows = {{"a9", "never"}};
  ASSERT_EQ(append(log(), mine, refused), Append::kRefused);

  engine_->reopen();
  auto rows = log().side_rows(partition(), "a").value();

  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].key, "a2");
  EXPECT_EQ(rows[0].value, "new");
  EXPECT_EQ(rows[1].key, "a3");
  EXPECT_EQ(rows[1].value, "");
  EXPECT_EQ(log().side_rows(partition(), "").value().size(), 3U);
}

TEST_P(EventLogContract, side_rows_are_read_a_page_at_a_time) {
  const Claim claimed = claim();
  Frame frame = frame_of(0, 1);
  frame.side_rows = {{"a", "0"}, {"a1", "1"}, {"a3", "3"}, {"a4", "4"}, {"b", "other"}};
  ASSERT_EQ(append(log(), claimed, frame), Append::kStored);
  const auto keys = [&](std::string_view after, std::size_t limit) {
    const auto rows = log().side_rows_behind(partition(), "a", after, limit).value();
    std::vector<std::string> all;
    for (const SideRow& row : rows) all.push_back(row.key);
    return all;
  };
  EXPECT_THAT(keys("", 2), ElementsAre("a", "a1"));
  EXPECT_THAT(keys("a", 2), ElementsAre("a1", "a3"));
  EXPECT_THAT(keys("a1", 2), ElementsAre("a3", "a4"));
  EXPECT_THAT(keys("a2", 9), ElementsAre("a3", "a4")) << "a row that is gone";
  EXPECT_THAT(keys("a4", 9), ElementsAre());
  EXPECT_THAT(keys("A", 1), ElementsAre("a"));
  EXPECT_THAT(keys("", 0), ElementsAre());
}

TEST_P(EventLogContract, a_frame_of_side_rows_alone_takes_no_position) {
  Claim mine = claim();
  Frame frame = frame_of(0, 0);
  frame.side_rows = {{"i", "an intent"}};

  EXPECT_EQ(append(log(), mine, frame), Append::kStored);

  engine_->reopen();
  EXPECT_EQ(size(), 0U);
  EXPECT_EQ(log().resolve(partition()).value()->count, 0U);
  EXPECT_EQ(append(log(), claim(), frame_of(0, 1)), Append::kStored);
}

TEST_P(EventLogContract, everything_is_there_after_a_reopen_and_old_claims_stay_fenced) {
  Claim old = claim();
  append(log(), old, frame_of(0, 100));
  append(log(), old, frame_of(100, 20));

  engine_->reopen();

  EXPECT_EQ(size(), 120U);
  EXPECT_EQ(read_all(0, ReadWords::kYes), 120U);
  EXPECT_EQ(log().resolve(partition()).value()->index, FrameIndex(2));
  Claim mine = claim();
  EXPECT_GT(mine.epoch, old.epoch);
  EXPECT_EQ(append(log(), old, frame_of(120, 1)), Append::kFenced);
  EXPECT_EQ(append(log(), mine, frame_of(120, 1)), Append::kStored);
  EXPECT_EQ(log().resolve(partition()).value()->index, FrameIndex(3));
}

TEST_P(EventLogContract, a_partition_that_does_not_exist_is_not_found) {
  PartitionId none(log().promises().partitions);
  LogCursor::Item item;

  EXPECT_EQ(log().claim(none).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(log().size(none).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(log().resolve(none).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(log().get(none, {Position(0)}, ReadWords::kNo).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(log().side_rows(none, "").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(log().read({none, Position(0)}, ReadWords::kNo)->next(item).error().code,
            ErrorCode::kNotFound);
  EXPECT_EQ(append(log(), Claim{none, Epoch(1)}, frame_of(0, 1)), Append::kRefused);
}

TEST_P(EventLogContract, partitions_are_logs_of_their_own) {
  Claim mine = claim();
  append(log(), mine, frame_of(0, 3));

  for (std::uint32_t other = 0; other < partition().value(); ++other) {
    EXPECT_EQ(log().size(PartitionId(other)).value(), Position(0));
    EXPECT_EQ(append(log(), Claim{PartitionId(other), mine.epoch}, frame_of(0, 1)),
              Append::kFenced);
  }
  EXPECT_EQ(size(), 3U);
}

TEST_P(EventLogContract, removed_words_are_gone_for_every_reader_and_entry_and_core_stay) {
  Claim mine = claim();
  append(log(), mine, frame_of(0, 10));
  append(log(), mine, frame_of(10, 10));

  ASSERT_TRUE(log().remove_words(mine, {Position(3), Position(4), Position(12)}).ok());

  ASSERT_TRUE(log().remove_words(mine, {Position(3)}).ok()) << "twice changes nothing";
  for (int opened = 0; opened < 2; ++opened, engine_->reopen()) {
    auto got = log().get(partition(), {Position(3), Position(6), Position(12)}, ReadWords::kYes);
    ASSERT_TRUE(got.ok()) << got.error().message;
    EXPECT_EQ(got.value()[0].words, "");
    EXPECT_EQ(got.value()[0].core, test::core_at(3));
    EXPECT_EQ(got.value()[1].words, test::words_at(6));
    EXPECT_EQ(got.value()[2].words, "");
    auto cursor = log().read({partition(), Position(0)}, ReadWords::kYes);
    LogCursor::Item item;
    for (std::uint64_t at = 0; at < 20; ++at) {
      ASSERT_TRUE(cursor->next(item).value());
      EXPECT_EQ(item.entry, test::record_at(at).entry);
      EXPECT_EQ(item.words, at == 3 || at == 12 ? "" : test::words_at(at));
    }
  }
}

TEST_P(EventLogContract, only_the_owner_removes_words_and_only_of_records_that_are_there) {
  Claim old = claim();
  append(log(), old, frame_of(0, 10));
  Claim mine = claim();

  for (const Status& refused :
       {log().remove_words(old, {Position(0)}), log().remove_words(mine, {Position(10)}),
        log().remove_words(mine, {Position(3), Position(0)}),
        log().remove_words(mine, std::vector<Position>(kRemovedWordsAtOnce + 1))}) {
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kUsage);
  }
  EXPECT_EQ(read_all(0, ReadWords::kYes), 10U);
}

INSTANTIATE_TEST_SUITE_P(
    Engines, EventLogContract,
    testing::Values(EngineCase{"memory", [] { return std::make_unique<MemoryEngine>(); }},
                    EngineCase{"rocksdb", [] { return std::make_unique<RocksDbEngine>(); }}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace dangol
