// The order of outcomes is the order of the input, whatever the engine answers first.
#include "app/append_pipe.h"

#include <algorithm>
#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/cloudevents.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

SentEvent event(const std::string& subject, const std::string& id) {
  CloudEventsReader reader;
  auto sent = reader.read(R"({"specversion":"1.0","id":")" + id +
                          R"(","source":"/test","type":"contact.started","subject":")" + subject +
                          R"(","time":"2026-01-01T10:00:00Z","data":{"contactId":")" + id +
                          R"(","channel":"phone","direction":"inbound"}})");
  EXPECT_TRUE(sent.ok()) << sent.error().message;
  return std::move(sent).value();
}

class Pipe : public testing::Test {
 protected:
  Pipe() {
    Store::Options options;
    options.key_file = dir_ / "store.key";
    store_ = Store::open(dir_ / "store", options).value();
    engine_ = Engine::start(*store_, {}).value();
    appender_.emplace(*engine_);
  }
  // Feeds a pipe and finishes it; what came out is in lines_ and outcomes_.
  template <class Feed>
  void with_pipe(Feed feed, bool unit = false) {
    AppendOptions options;
    options.unit = unit;
    AppendPipe pipe(*appender_, options, [this](std::uint64_t line, const Outcome& outcome) {
      lines_.push_back(line);
      outcomes_.push_back(outcome);
    });
    feed(pipe);
    pipe.finish();
  }
  std::vector<std::string> codes() const {
    std::vector<std::string> codes;
    for (const Outcome& outcome : outcomes_) codes.emplace_back(to_string(outcome.code));
    return codes;
  }
  std::uint64_t records() { return store_->log().size(PartitionId(0)).value().value(); }

  TempDir dir_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Engine> engine_;
  std::optional<EngineAppender> appender_;
  std::vector<std::uint64_t> lines_;
  std::vector<Outcome> outcomes_;
};

TEST_F(Pipe, HandsOutcomesBackInTheOrderOfTheInput) {
  // More than may be in flight, over streams on every shard.
  constexpr int kEvents = 10'000;
  with_pipe([&](AppendPipe& pipe) {
    for (int i = 1; i <= kEvents; ++i) {
      pipe.add(i, event("customer/" + std::to_string(i % 7), std::to_string(i)));
    }
  });
  std::vector<std::uint64_t> wanted(kEvents);
  std::iota(wanted.begin(), wanted.end(), 1);
  EXPECT_EQ(lines_, wanted);
  EXPECT_THAT(codes(), testing::Each("recorded"));
  EXPECT_EQ(records(), static_cast<std::uint64_t>(kEvents));
}

TEST_F(Pipe, KeepsThePlaceOfWhatWasRefusedBeforeTheEngine) {
  with_pipe([](AppendPipe& pipe) {
    pipe.refuse(1, "no JSON");
    pipe.add(2, event("customer/kim", "a"));
    pipe.refuse(3, "too long");
    pipe.refuse(4, "too long");
    pipe.add(6, event("customer/kim", "b"));
    pipe.add(7, event("customer/kim", "a"));
  });
  EXPECT_THAT(lines_, ElementsAre(1, 2, 3, 4, 6, 7));
  EXPECT_THAT(codes(),
              ElementsAre("rejected", "recorded", "rejected", "rejected", "recorded", "duplicate"));
  EXPECT_EQ(outcomes_[0].reason, "no JSON");
  EXPECT_EQ(outcomes_[5].place, outcomes_[1].place);
  EXPECT_EQ(records(), 2U);
}

TEST_F(Pipe, HandsOutWhatIsInFlightWhenItFinishesAndGoesOn) {
  with_pipe([&](AppendPipe& pipe) {
    pipe.finish();
    EXPECT_THAT(lines_, IsEmpty());
    pipe.add(1, event("customer/kim", "a"));
    EXPECT_THAT(lines_, IsEmpty());
    pipe.finish();
    EXPECT_THAT(codes(), ElementsAre("recorded"));
    pipe.add(2, event("customer/kim", "b"));
  });
  EXPECT_THAT(lines_, ElementsAre(1, 2));
}

TEST_F(Pipe, WaitsForWhatIsInFlightWhenItIsLeftUnfinished) {
  {
    AppendPipe pipe(*appender_, {}, [](std::uint64_t, const Outcome&) { FAIL() << "handed out"; });
    pipe.add(1, event("customer/kim", "a"));
    pipe.flush();
  }
  EXPECT_EQ(records(), 1U);
}

TEST_F(Pipe, SendsAUnitAsOneBatch) {
  with_pipe(
      [](AppendPipe& pipe) {
        for (int i = 1; i <= 900; ++i) pipe.add(i, event("customer/kim", std::to_string(i)));
      },
      true);
  EXPECT_THAT(codes(), testing::Each("recorded"));
  EXPECT_EQ(records(), 900U);
}

TEST_F(Pipe, RefusesAUnitOfTooManyEventsOrOfTwoSubjectsWhole) {
  with_pipe(
      [](AppendPipe& pipe) {
        for (int i = 1; i <= 1001; ++i) pipe.add(i, event("customer/kim", std::to_string(i)));
      },
      true);
  EXPECT_EQ(outcomes_.size(), 1001U);
  EXPECT_THAT(codes(), testing::Each("rejected"));
  EXPECT_THAT(outcomes_.back().reason, HasSubstr("1001 events"));
  outcomes_.clear();
  with_pipe(
      [](AppendPipe& pipe) {
        pipe.add(1, event("customer/kim", "a"));
        pipe.add(2, event("customer/lee", "b"));
      },
      true);
  EXPECT_THAT(codes(), ElementsAre("rejected", "rejected"));
  EXPECT_THAT(outcomes_.front().reason, HasSubstr("one subject"));
  EXPECT_EQ(records(), 0U);
}

}  // namespace
}  // namespace dangol::test
