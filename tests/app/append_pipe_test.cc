// The order of outcomes is the order of the input, whatever the engine answers first.
#include "app/append_pipe.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <numeric>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/limits.h"
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

TEST_F(Pipe, SendsABatchOnWhenItIsHeavyEnough) {
  // All in one they would be more than a batch may be.
  constexpr std::size_t kEvents = 2 * kMaxBatchBytes / 900'000;
  CloudEventsReader reader;
  const std::string words(900'000, 'x');
  with_pipe([&](AppendPipe& pipe) {
    for (std::size_t i = 1; i <= kEvents; ++i) {
      pipe.add(i, reader
                      .read(R"({"specversion":"1.0","id":")" + std::to_string(i) +
                            R"(","source":"/test","type":"message.exchanged","subject":)"
                            R"("customer/kim","time":"2026-01-01T10:00:00Z","data":)"
                            R"({"contactId":"c","messageId":"m","authorKind":"customer","text":")" +
                            words + "\"}}")
                      .value());
    }
  });
  EXPECT_THAT(codes(), testing::Each("recorded"));
  EXPECT_EQ(records(), kEvents);
}

// Answers the oldest batch whenever so many are unanswered.
class HoldingAppender : public Appender {
 public:
  ~HoldingAppender() override {
    {
      std::lock_guard lock(mutex_);
      over_ = true;
    }
    changed_.notify_one();
    answering_.join();
  }
  Status append(std::vector<SentEvent> events, AppendOptions, AppendDone done) override {
    std::lock_guard lock(mutex_);
    held_.push_back([count = events.size(), done = std::move(done)] { done(Outcomes(count)); });
    most_ = std::max(most_, held_.size());
    changed_.notify_one();
    return Done{};
  }
  void drain() override {}
  void answer_the_rest() {
    std::lock_guard lock(mutex_);
    for (; !held_.empty(); held_.pop_front()) held_.front()();
  }
  std::size_t most() {
    std::lock_guard lock(mutex_);
    return most_;
  }

 private:
  void answer() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return over_ || held_.size() >= kBatchesInFlight; });
      if (over_) return;
      held_.front()();
      held_.pop_front();
    }
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> held_;
  std::size_t most_ = 0;
  bool over_ = false;
  std::thread answering_{[this] { answer(); }};
};

TEST(PipeInFlight, NoMoreBatchesAreUnansweredThanMayBe) {
  HoldingAppender slow;
  std::uint64_t answered = 0;
  constexpr std::uint64_t kBatches = 3 * kBatchesInFlight;
  AppendPipe pipe(slow, {}, [&](std::uint64_t, const Outcome&) { ++answered; });
  for (std::uint64_t batch = 0; batch < kBatches; ++batch) {
    pipe.add(batch, event("customer/kim", std::to_string(batch)));
    pipe.flush();
  }
  slow.answer_the_rest();
  pipe.finish();
  EXPECT_EQ(answered, kBatches);
  EXPECT_EQ(slow.most(), kBatchesInFlight);
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
