// The register of accesses, its review, and its end.
#include "gateway/access_register.h"

#include <future>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/cloudevents.h"
#include "events/time_text.h"
#include "gateway/access_days.h"
#include "gateway/access_expiry.h"
#include "gateway/access_keeper.h"
#include "gateway/access_limits.h"
#include "gateway/access_review.h"
#include "gateway/limits.h"
#include "replay/log_check.h"
#include "tests/support/care.h"
#include "tests/support/files.h"

namespace dangol::test {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::int64_t kDayOfMicros = 86'400'000'000;

class AccessRegisterTest : public testing::Test {
 protected:
  AccessRegisterTest() {
    care_.start();
    EXPECT_THAT(codes(care_.send(Desk("customer/kim").call("e1"), Desk("customer/lee").call("e1"),
                                 Desk("contact/c9").call("e1"))),
                Each(OutcomeCode::kRecorded));
  }
  void look(const std::string& account, const std::string& subject, const std::string& day) {
    ASSERT_TRUE(record_disclosures(*care_.engine,
                                   {account, "terminal 3", Purpose::kCare, "because of " + account},
                                   {{AccessOperation::kView, subject}}, at(day))
                    .ok());
  }
  static Micros at(const std::string& day) { return parse_time(day).value().micros; }
  WithStore store() {
    return [this](const auto& read) { return care_.engine->read(read); };
  }
  Disclose disclose() {
    return [this](const Viewer& viewer, const std::vector<Disclosure>& shown, Micros now) {
      return record_disclosures(*care_.engine, viewer, shown, now);
    };
  }
  Result<RegisterPage> page(const RegisterQuestion& question, Purpose purpose = Purpose::kAccess,
                            const RegisterMark& from = {}) {
    const AccessRegister accesses({store(), disclose(), [this] { return care_.now; }});
    return accesses.page(question, {"officer", "here", purpose}, from);
  }
  std::vector<std::string> lines(const RegisterQuestion& question,
                                 Purpose purpose = Purpose::kAccess) {
    std::vector<std::string> lines;
    auto found = page(question, purpose);
    EXPECT_TRUE(found.ok()) << found.error().message;
    for (const RegisterEntry& entry : found.value().entries) {
      lines.push_back(write_line(entry.item.event.event).value().data);
    }
    return lines;
  }
  Result<std::vector<ExpiredMonth>> expire(Expiring what = Expiring::kDestroy,
                                           ExpirySearch search = ExpirySearch::kEvery) {
    return AccessExpiry{store(), disclose(), [this] { return care_.now; }}.run(
        {"officer", "here", Purpose::kAccess}, what, search);
  }
  std::string words_at(std::uint64_t position) {
    return care_.store->log()
        .get(PartitionId(0), {Position(position)}, ReadWords::kYes)
        .value()[0]
        .words;
  }
  // Each holds from a day later than the one before.
  void set_policy(const std::string& months) {
    const std::string day = "2016-01-" + std::to_string(++policies_);
    EXPECT_THAT(codes(care_.send(Desk("policy/main")
                                     .event("p" + day, "policy.set",
                                            R"({"name":"access.months","value":")" + months +
                                                R"(","from":")" + day + R"("})"))),
                ElementsAre(OutcomeCode::kRecorded));
  }

  int policies_ = 10;
  Care care_;  // it is 2016-07-27
};

TEST_F(AccessRegisterTest, AnswersWhoLookedAtWhomAndWhatSomebodyLookedAt) {
  look("ann", "customer/kim", "2016-06-30");
  look("ann", "contact/c9", "2016-07-01");
  look("bob", "customer/kim", "2016-07-02");
  EXPECT_THAT(lines({}), SizeIs(3));
  const auto july = lines({"2016-07", "", ""});
  EXPECT_THAT(july,
              testing::Contains(AllOf(
                  HasSubstr(R"("account":"ann")"), HasSubstr(R"("setId":"contact/c9")"),
                  HasSubstr(R"("from":"terminal 3")"), HasSubstr(R"("reason":"because of ann")"))));
  EXPECT_THAT(july, testing::Contains(AllOf(HasSubstr(R"("account":"bob")"),
                                            HasSubstr(R"("customerId":"kim")"))));
  EXPECT_THAT(lines({"", "customer/kim", ""}), testing::Contains(HasSubstr("bob")));
  EXPECT_THAT(lines({"2016-06", "customer/kim", ""}), ElementsAre(HasSubstr(R"("account":"ann")")));
  EXPECT_THAT(lines({"", "contact/c9", ""}), testing::Contains(HasSubstr("ann")));
  EXPECT_THAT(lines({"", "", "bob"}), ElementsAre(HasSubstr("kim")));
  EXPECT_THAT(lines({"", "", "nobody"}), IsEmpty());
  EXPECT_EQ(page({"2016-7", "", ""}).error().code, ErrorCode::kUsage);
  EXPECT_EQ(page({"", "kim", ""}).error().code, ErrorCode::kUsage);

  // Where from and why is for who reads the register for what it is there for; without a purpose
  // nobody is named.
  EXPECT_THAT(lines({"", "", "bob"}, Purpose::kCare),
              ElementsAre(AllOf(HasSubstr("kim"), Not(HasSubstr("terminal 3")))));
  const auto before = care_.log_size();
  EXPECT_THAT(lines({"", "", "bob"}, Purpose::kUnset),
              ElementsAre(AllOf(HasSubstr(R"("operation":"view")"), Not(HasSubstr("kim")),
                                Not(HasSubstr("bob")))));
  EXPECT_THAT(lines({"", "contact/c9", "ann"}, Purpose::kUnset),
              ElementsAre(Not(HasSubstr("contact/c9"))));
  EXPECT_EQ(care_.log_size(), before);
}

TEST_F(AccessRegisterTest, AReviewIsToldWithItsMonth) {
  look("ann", "customer/kim", "2016-06-30");
  const auto review = [&](const std::string& month) {
    return review_event(month, "officer", "one look, asked for", care_.now);
  };
  std::vector<SentEvent> events;
  events.push_back(review("2016-06").value());
  EXPECT_THAT(codes(care_.engine->append_and_wait(std::move(events))),
              ElementsAre(OutcomeCode::kRecorded));
  EXPECT_THAT(lines({"2016-06", "", ""}),
              ElementsAre(HasSubstr("ann"), AllOf(HasSubstr(R"("month":"2016-06")"),
                                                  HasSubstr("one look, asked for"))));
  EXPECT_EQ(review("2016-08").error().message, "MONTH has not begun");
  EXPECT_EQ(review("June").error().code, ErrorCode::kUsage);
}

TEST_F(AccessRegisterTest, ALongRegisterComesInPagesEachOnRecord) {
  std::vector<Disclosure> many(kMaxBatchEvents, {AccessOperation::kView, "customer/kim"});
  std::size_t sent = 0;
  for (; sent <= kPageRecords; sent += many.size()) {
    ASSERT_TRUE(
        record_disclosures(*care_.engine, {"ann", "there", Purpose::kCare}, many, at("2016-07-02"))
            .ok());
  }
  const auto first = page({"2016-07", "", ""});
  ASSERT_TRUE(first.ok()) << first.error().message;
  EXPECT_EQ(first.value().entries.size(), kPageRecords);
  ASSERT_TRUE(first.value().more);
  const auto second = page({"2016-07", "", ""}, Purpose::kAccess, first.value().next);
  ASSERT_TRUE(second.ok()) << second.error().message;
  EXPECT_FALSE(second.value().more);
  // And the record of the first page.
  EXPECT_EQ(second.value().entries.size(), sent - kPageRecords + 1);
  EXPECT_LT(first.value().entries.back().item.place, second.value().entries.front().item.place);
}

TEST_F(AccessRegisterTest, AMonthEndsWhenItsTimeIsOverAndOnlyThen) {
  look("ann", "customer/kim", "2014-06-30");
  look("ann", "contact/c9", "2014-06-01");
  look("bob", "customer/kim", "2014-07-01");
  EXPECT_THAT(expire(Expiring::kDestroy, ExpirySearch::kOwn).value(), IsEmpty())
      << "the log is younger";
  const auto told = expire(Expiring::kTell).value();
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].month, "2014-06");
  EXPECT_EQ(told[0].records, 2u);
  EXPECT_THAT(lines({"2014-06", "", ""}), Each(HasSubstr("because of ann")));

  const auto before = care_.log_size();
  EXPECT_THAT(expire().value(), SizeIs(1));
  EXPECT_EQ(care_.log_size(), before + 1) << "an end is on record, too";
  EXPECT_THAT(lines({"2016-07", "", ""}),
              testing::Contains(AllOf(HasSubstr(R"("operation":"erase")"),
                                      HasSubstr(R"("setId":"access records 2014-06")"),
                                      HasSubstr(R"("setSize":2)"))));
  EXPECT_THAT(
      lines({"2014-06", "", ""}),
      AllOf(SizeIs(2), Each(AllOf(Not(HasSubstr("ann")), Not(HasSubstr("kim")),
                                  Not(HasSubstr("contact/c9")), Not(HasSubstr("terminal"))))));
  EXPECT_THAT(lines({"2014-07", "", ""}), ElementsAre(HasSubstr("because of bob")));
  EXPECT_THAT(expire().value(), IsEmpty());
}

TEST_F(AccessRegisterTest, WordsOfAMonthThatEndedLeaveTheFilesAndNothingElseDoes) {
  look("ann", "customer/kim", "2014-06-30");
  look("ann", "contact/c9", "2014-06-01");
  look("bob", "customer/kim", "2014-07-01");
  const auto words = [&](std::uint64_t position) {
    return care_.store->log()
        .get(PartitionId(0), {Position(position)}, ReadWords::kYes)
        .value()
        .front()
        .words;
  };
  const std::uint64_t first = care_.log_size() - 3;
  const auto remove = [&] {
    care_.stop();
    const auto removed = remove_ended_words(*care_.store, ExpirySearch::kEvery, care_.now);
    care_.start();
    EXPECT_TRUE(removed.ok()) << removed.error().message;
    return removed.value();
  };
  EXPECT_EQ(remove(), 0U) << "their keys are there";
  ASSERT_THAT(expire().value(), SizeIs(1));
  EXPECT_NE(words(first), "") << "sealed, under a key that is gone";
  EXPECT_EQ(remove(), 2U);
  EXPECT_EQ(words(first), "");
  EXPECT_EQ(words(first + 1), "");
  EXPECT_NE(words(first + 2), "") << "its time is not over";
  EXPECT_EQ(remove(), 0U);
  // No proof of the log changes, and a check knows what may be gone.
  LogCheckOptions options;
  options.erased = [](StreamToken, Version) { return false; };
  EXPECT_FALSE(check_log(care_.store->log(), PartitionId(0), {}, options).ok());
  options.accesses_over = Micros(care_.now.value() + 1'000'000);
  const auto checked = check_log(care_.store->log(), PartitionId(0), {}, options);
  ASSERT_TRUE(checked.ok()) << checked.error().message;
  EXPECT_EQ(checked.value().words_removed, 2U);
  EXPECT_THAT(lines({"2014-07", "", ""}), ElementsAre(HasSubstr("because of bob")));
}

TEST_F(AccessRegisterTest, WordsOfAnybodyElseMayNotBeGoneHoweverOldTheyAre) {
  ASSERT_THAT(codes(care_.send(Desk("customer/kim").said("w", "hello"))),
              ElementsAre(OutcomeCode::kRecorded));
  const Position last(care_.log_size() - 1);
  care_.stop();
  const Claim claim = care_.store->log().claim(PartitionId(0)).value();
  ASSERT_TRUE(care_.store->log().remove_words(claim, {last}).ok());
  LogCheckOptions options;
  options.erased = [](StreamToken, Version) { return false; };
  options.accesses_over = Micros(care_.now.value() + 1'000'000);
  const auto checked = check_log(care_.store->log(), PartitionId(0), {}, options);
  ASSERT_FALSE(checked.ok());
  EXPECT_THAT(checked.error().message, HasSubstr("no erasure names them"));
}

TEST_F(AccessRegisterTest, AWriterThatStaysEndsThemToo) {
  look("ann", "customer/kim", "2016-07-27");
  const StreamToken stream = care_.stream("access/20160727/0");
  const std::uint64_t looked_at = care_.log_size() - 1;
  const std::string words = words_at(looked_at);
  ASSERT_GT(words.size(), 112U);
  std::promise<void> ended;
  {
    const AccessKeeper keeper(
        *care_.engine,
        AccessExpiry{store(),
                     [&](const Viewer& viewer, const std::vector<Disclosure>& shown, Micros now) {
                       const Status recorded = disclose()(viewer, shown, now);
                       if (shown[0].set == "access records 2016-07") ended.set_value();
                       return recorded;
                     },
                     [this] { return Micros(care_.now.value() + 800 * kDayOfMicros); }},
        [](const Error& error) { ADD_FAILURE() << error.message; }, std::chrono::milliseconds(1));
    ended.get_future().wait();
  }
  EXPECT_THAT(care_.store->vault().keys_of(stream).value().live, IsEmpty());
  EXPECT_EQ(words_at(looked_at), "");
  EXPECT_EQ(bytes_below(care_.dir()).find(words.substr(64, 48)), std::string::npos);
  EXPECT_THAT(codes(care_.send(Desk("customer/kim").said("e2", "and goes on"))),
              Each(OutcomeCode::kRecorded));
}

TEST_F(AccessRegisterTest, TheMonthsThatAreKeptAreAPolicy) {
  const auto kept = [&] { return access_months(*care_.store, care_.now).value(); };
  EXPECT_EQ(kept(), kAccessMonths);
  for (const std::uint32_t months : {kLeastAccessMonths, kMostAccessMonths}) {
    set_policy(std::to_string(months));
    EXPECT_EQ(kept(), months);
  }
  for (const char* wrong : {"0", "1201", "two years", "24.5"}) {
    set_policy(wrong);
    EXPECT_EQ(kept(), kMostAccessMonths) << wrong;
  }
}

TEST_F(AccessRegisterTest, ADayHasSixteenStreams) {
  for (std::uint32_t shard = 0; shard <= kMaxAccessShards; ++shard) {
    care_.stream("access/20160702/" + std::to_string(shard));
  }
  std::uint32_t streams = 0;
  const AccessDay day = day_of(at("2016-07-02"));
  ASSERT_TRUE(visit_access_streams(*care_.store, day, day + std::chrono::days(1),
                                   [&](const AccessStream& stream) -> Result<bool> {
                                     EXPECT_EQ(stream.shard, streams++);
                                     return true;
                                   })
                  .ok());
  EXPECT_EQ(streams, kMaxAccessShards);
}

}  // namespace
}  // namespace dangol::test
