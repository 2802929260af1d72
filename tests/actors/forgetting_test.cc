// Forgetting a person, over a store on disk: what is gone, what stays, and what happens when the process
// ends anywhere in between.
#include "actors/forgetting.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "actors/engine.h"
#include "events/sealing_open.h"
#include "store/stream_reader.h"
#include "tests/support/desk.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

using test::Attributes;
using test::Desk;
using test::together;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Attributes kLater{{"time", R"("2099-01-01T00:00:00Z")"}};

class ForgettingTest : public testing::Test {
 protected:
  void open(std::function<Status(ErasureStep)> before_step = {}) {
    Status opened = try_open(std::move(before_step));
    ASSERT_TRUE(opened.ok()) << opened.error().message;
  }
  Status try_open(std::function<Status(ErasureStep)> before_step = {}) {
    store_.reset();
    Store::Options options;
    options.key_file = (dir_ / "key").string();
    options.before_step = std::move(before_step);
    auto store = Store::open((dir_ / "store").string(), options);
    if (!store.ok()) return store.error();
    store_ = std::move(store).value();
    return Done{};
  }
  void SetUp() override { open(); }

  Outcomes append(std::vector<SentEvent> events) {
    auto engine = Engine::start(*store_, {});
    EXPECT_TRUE(engine.ok()) << engine.error().message;
    Outcomes outcomes = engine.value()->append_and_wait(std::move(events));
    engine.value()->drain();
    return outcomes;
  }
  void record(std::vector<SentEvent> events) {
    for (const Outcome& outcome : append(std::move(events))) {
      EXPECT_EQ(outcome.code, OutcomeCode::kRecorded) << outcome.reason;
    }
  }
  Result<ForgetPlan> forget_some(const std::string& subject, std::vector<std::string> events) {
    ForgetRequest request;
    request.subject = subject;
    request.events = std::move(events);
    request.reason = "requested";
    return forget(*store_, request, system_clock());
  }
  void forget_all(const std::string& subject) {
    auto forgotten = forget_some(subject, {});
    ASSERT_TRUE(forgotten.ok()) << forgotten.error().message;
  }
  bool known(const std::string& subject) {
    return store_->vault().find(subject).value().has_value();
  }
  std::string words_at(std::uint64_t position) {
    return store_->log()
        .get(PartitionId(0), {Position(position)}, ReadWords::kYes)
        .value()[0]
        .words;
  }
  std::uint64_t size() { return store_->log().size(PartitionId(0)).value().value(); }

  test::TempDir dir_;
  std::unique_ptr<Store> store_;
  const Desk kim_{"customer/kim"};
  const Desk lee_{"customer/lee"};
};

TEST_F(ForgettingTest, APersonIsGoneWithKeysNameAndWordsAndTheFactsStay) {
  record(together(kim_.call("e1"), kim_.said("e2", "my secret"),
                  kim_.identified("e3", "email", "k@x.kr")));
  record(together(lee_.said("e1", "lee's words")));
  const StreamToken token = store_->vault().find("customer/kim").value().value();
  const std::string words = words_at(1);
  ASSERT_NE(words, "");

  forget_all("customer/kim");

  for (const bool later : {false, true}) {
    if (later) open();
    EXPECT_FALSE(known("customer/kim"));
    EXPECT_EQ(store_->vault().subject_of(token).value(), std::nullopt);
    EXPECT_THAT(store_->vault().keys_of(token).value().live, IsEmpty());
    EXPECT_THAT(store_->vault().streams_with_identifier("email", "k@x.kr").value(), IsEmpty());
    for (std::uint64_t gone : {0, 1, 2}) EXPECT_EQ(words_at(gone), "");
    EXPECT_NE(words_at(3), "");
    EXPECT_EQ(size(), 5U) << "and the record of the erasure";
    EXPECT_THAT(store_->log().side_rows(PartitionId(0), "e").value(), IsEmpty());
  }
  EXPECT_EQ(test::bytes_below(dir_ / "store").find(words.substr(64, 48)), std::string::npos);
}

TEST_F(ForgettingTest, AKnownEventIsADuplicateAndAnOldOneIsNotTaken) {
  record(together(kim_.call("e1"), kim_.said("e2", "my secret")));
  forget_all("customer/kim");
  const Outcomes again =
      append(together(kim_.said("e2", "my secret"), kim_.said("e2", "other words"),
                      kim_.said("late", "from before")));
  EXPECT_EQ(again[0].code, OutcomeCode::kDuplicate);
  EXPECT_EQ(again[0].reason, "erased");
  EXPECT_FALSE(again[0].place || again[0].version);
  EXPECT_EQ(again[1].code, OutcomeCode::kDuplicate);
  EXPECT_EQ(again[2].code, OutcomeCode::kRejected);
  EXPECT_FALSE(known("customer/kim"));
  EXPECT_EQ(size(), 3U);
}

TEST_F(ForgettingTest, NewWordsAreTakenOnceANewRelationBegins) {
  record(together(kim_.call("e1"), kim_.said("e2", "my secret")));
  const StreamToken before = store_->vault().find("customer/kim").value().value();
  forget_all("customer/kim");
  const Outcomes early = append(together(kim_.said("n1", "hello", kLater)));
  EXPECT_EQ(early[0].code, OutcomeCode::kRejected);
  EXPECT_THAT(early[0].reason, HasSubstr("a new relation begins with"));
  EXPECT_FALSE(known("customer/kim"));

  record(together(kim_.call("n2", "c2", kLater), kim_.said("n3", "hello again", kLater)));

  open();
  ASSERT_TRUE(known("customer/kim"));
  EXPECT_NE(store_->vault().find("customer/kim").value().value(), before);
  const Outcomes later = append(together(kim_.said("e2", "my secret"), kim_.said("old", "old"),
                                         kim_.said("n4", "more", kLater)));
  EXPECT_EQ(later[0].reason, "erased");
  EXPECT_EQ(later[1].code, OutcomeCode::kRejected);
  EXPECT_EQ(later[2].code, OutcomeCode::kRecorded);
}

TEST_F(ForgettingTest, ANewRelationIsForgottenLikeTheFirst) {
  record(together(kim_.call("e1")));
  forget_all("customer/kim");
  record(together(kim_.call("n2", "c2", kLater)));
  forget_all("customer/kim");
  EXPECT_FALSE(known("customer/kim"));
  EXPECT_EQ(append(together(kim_.call("n2", "c2", kLater)))[0].reason, "erased");
  EXPECT_EQ(append(together(kim_.call("e1")))[0].reason, "erased");
}

TEST_F(ForgettingTest, TakesTheStreamsThatWereMergedAndTheContactsThatBecameTheirs) {
  const Desk call("contact/17"), other("contact/18");
  record(together(kim_.call("e1"), lee_.call("e1"), call.call("e1"), other.call("e1")));
  record(together(kim_.absorbs("e2", "customer/lee")));
  record(together(call.attributed_to("e3", "customer/lee"),
                  other.attributed_to("e3", "customer/han")));

  auto plan = forget_some("customer/lee", {});

  ASSERT_TRUE(plan.ok()) << plan.error().message;
  EXPECT_THAT(plan.value().streams(), SizeIs(3));
  EXPECT_EQ(plan.value().erasures[0].subject, "customer/lee");
  for (const char* gone : {"customer/kim", "customer/lee", "contact/17"}) EXPECT_FALSE(known(gone));
  for (const char* stays : {"contact/18", "customer/han"}) EXPECT_TRUE(known(stays));
}

TEST_F(ForgettingTest, TakesWhatStandsInAnothersStreamAboutTheirContact) {
  record(together(kim_.call("e1", "c1"), kim_.said("e2", "it was lee who said this")));
  record(together(
      kim_.call("e3", "c9"),
      kim_.event(
          "e4", "message.exchanged",
          R"({"contactId":"c9","authorKind":"customer","messageId":"m9","text":"kim's own"})")));
  record(together(kim_.attributed_to("e5", "customer/lee", "c1")));

  auto plan = forget_some("customer/lee", {});

  ASSERT_TRUE(plan.ok()) << plan.error().message;
  ASSERT_THAT(plan.value().erasures, SizeIs(2));
  EXPECT_THAT(plan.value().erasures[1].versions, ElementsAre(Version(1), Version(2)));
  EXPECT_EQ(words_at(1), "");
  EXPECT_NE(words_at(3), "");
  EXPECT_TRUE(known("customer/kim"));
  EXPECT_FALSE(known("customer/lee"));
}

TEST_F(ForgettingTest, OfASingleEventOnlyTheWordsGo) {
  record(together(kim_.call("e1"), kim_.said("e2", "my secret"), kim_.said("e3", "the rest")));

  ASSERT_TRUE(forget_some("customer/kim", {"e2"}).ok());

  EXPECT_EQ(words_at(1), "");
  EXPECT_NE(words_at(2), "");
  EXPECT_TRUE(known("customer/kim"));
  const Outcomes again = append(together(kim_.said("e2", "my secret"), kim_.said("e4", "more")));
  EXPECT_EQ(again[0].code, OutcomeCode::kDuplicate);
  EXPECT_EQ(again[0].version, Version(2));
  EXPECT_EQ(again[1].code, OutcomeCode::kRecorded);
  ASSERT_TRUE(forget_some("customer/kim", {"@3"}).ok());
  EXPECT_EQ(words_at(2), "");
}

TEST_F(ForgettingTest, WhatALawKeepsGoesToTheVaultApart) {
  record(together(
      kim_.call("e1"), kim_.said("e2", "care words"),
      kim_.event(
          "e3", "complaint.raised",
          R"({"about":{"policy":"fees"},"words":"kept","contactId":"c1","complaintId":"p1"})"),
      kim_.event(
          "h", "retention.held",
          R"({"holdId":"h","purposes":["complaint"],"law":"decree 6","until":"2099-01-01"})")));
  const StreamToken token = store_->vault().find("customer/kim").value().value();

  auto plan = forget_some("customer/kim", {});

  ASSERT_TRUE(plan.ok()) << plan.error().message;
  ASSERT_THAT(plan.value().erasures[0].kept, SizeIs(1));
  EXPECT_EQ(plan.value().erasures[0].words_kept, 1U);
  EXPECT_EQ(words_at(1), "");
  EXPECT_NE(words_at(2), "");
  EXPECT_FALSE(known("customer/kim"));
  EXPECT_THAT(store_->vault().keys_of(token).value().live, IsEmpty());
  const auto locked = store_->held(Missing::kRefuse).value();
  Vault& held = *locked;
  ASSERT_THAT(held.kept().value(), SizeIs(1));
  EXPECT_EQ(held.kept().value()[0].subject, "customer/kim");
  const auto keys = StreamKeys::open(token, held, StreamKeys::Lacking::kLeave).value();
  const auto record =
      store_->log().get(PartitionId(0), {Position(2)}, ReadWords::kYes).value().front();
  auto opened = Opener(held).open(record.core, record.words, keys, ReaderRights::all());
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  EXPECT_TRUE(opened.value().complete);
}

// A hold may name what there is nothing of: no reason to keep who it was.
TEST_F(ForgettingTest, AHoldOfWordsThatNobodySaidHoldsNobodyUp) {
  record(together(
      kim_.call("e1"), kim_.said("e2", "care words"),
      kim_.event(
          "h", "retention.held",
          R"({"holdId":"h","purposes":["complaint"],"law":"decree 6","until":"2099-01-01"})"),
      lee_.call("e1"), lee_.said("e2", "care words"),
      lee_.event("h", "retention.held",
                 R"({"holdId":"h","purposes":["care","complaint"],"law":"l",)"
                 R"("until":"2099-01-01"})")));
  for (const char* person : {"customer/kim", "customer/lee"}) {
    auto plan = forget_some(person, {});
    ASSERT_TRUE(plan.ok()) << plan.error().message;
    EXPECT_FALSE(known(person));
  }
  const auto kept = store_->held(Missing::kRefuse).value()->kept().value();
  ASSERT_THAT(kept, SizeIs(1));
  EXPECT_EQ(kept[0].subject, "customer/lee");
  ASSERT_THAT(kept[0].keepings, SizeIs(1));
  EXPECT_EQ(kept[0].keepings[0].purpose, Purpose::kCare);
}

TEST_F(ForgettingTest, WordsThatALawKeepsAreNotErasedOneByOne) {
  record(
      together(kim_.call("e1"), kim_.said("e2", "care words"),
               kim_.event("h", "retention.held",
                          R"({"holdId":"h","purposes":["care"],"law":"l","until":"2099-01-01"})")));
  auto refused = forget_some("customer/kim", {"e2"});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kRejected);
  EXPECT_NE(words_at(1), "");
}

TEST_F(ForgettingTest, AToldStoryIsWithdrawnAndOthersWordsAreListed) {
  record(together(
      kim_.call("e1"), kim_.said("e2", "a story"),
      kim_.event("s", "story.told", R"({"storyId":"s1","eventIds":["e2"],"audience":"team"})")));
  record(together(
      lee_.event("w", "acquisition.learnt",
                 R"({"via":"wordOfMouth","referrerCustomerId":"kim","evidence":"asked"})")));
  const std::vector<StreamToken> streams{store_->vault().find("customer/kim").value().value()};
  Mentions mentions;
  ASSERT_EQ(find_mentions(*store_, streams, Position(), 2, mentions).value(), Position(2));
  ASSERT_EQ(find_mentions(*store_, streams, Position(2), 100, mentions).value(), std::nullopt);
  ASSERT_THAT(mentions.found, SizeIs(1));
  EXPECT_EQ(mentions.found[0].subject, "customer/lee");
  EXPECT_EQ(mentions.found[0].type, "acquisition.learnt");

  auto plan = forget_some("customer/kim", {});

  ASSERT_TRUE(plan.ok()) << plan.error().message;
  EXPECT_THAT(plan.value().erasures[0].stories, ElementsAre("s1"));
  EXPECT_EQ(size(), 6U) << "the withdrawal and the erasure";
}

TEST_F(ForgettingTest, WhoIsNotThereOrAskedForWithoutACodeIsRefusedAndNothingChanges) {
  record(together(kim_.call("e1")));
  EXPECT_EQ(forget_some("customer/nobody", {}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(forget_some("customer/kim", {"unknown"}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(forget_some("customer/kim", {"@2"}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(forget_some("policy/main", {}).error().code, ErrorCode::kRejected);
  ForgetRequest request{.subject = "customer/kim",
                        .events = {},
                        .reason = "Because he asked",
                        .by = {},
                        .request = {}};
  EXPECT_EQ(forget(*store_, request, system_clock()).error().code, ErrorCode::kRejected);
  request.reason = "requested";
  request.most_streams = 0;
  EXPECT_EQ(forget(*store_, request, system_clock()).error().code, ErrorCode::kRejected);
  request.events.assign(kMaxForgottenEvents + 1, "e1");
  EXPECT_EQ(forget(*store_, request, system_clock()).error().code, ErrorCode::kRejected);
  EXPECT_EQ(size(), 1U);
  EXPECT_TRUE(known("customer/kim"));
}

TEST_F(ForgettingTest, ThatWordsWereErasedIsSaidByNobodyElse) {
  record(together(kim_.call("e1")));
  EXPECT_EQ(append(together(kim_.event("x", "personaldata.erased", "{}")))[0].code,
            OutcomeCode::kRejected);
}

// The process ends before one of the steps: the next opening finishes, and whoever opens while it
// cannot be finished is refused.
class ForgettingCutShort : public ForgettingTest,
                           public testing::WithParamInterface<ErasureStep> {};

TEST_P(ForgettingCutShort, IsFinishedAtTheNextOpening) {
  record(together(
      kim_.call("e1"), kim_.said("e2", "my secret"),
      kim_.event("e3", "complaint.raised", R"({"about":{"policy":"fees"},"words":"kept"})"),
      kim_.event("h", "retention.held",
                 R"({"holdId":"h","purposes":["complaint"],"law":"l","until":"2099-01-01"})")));
  record(together(lee_.call("e1"), lee_.said("e2", "lee's")));
  record(together(kim_.absorbs("m", "customer/lee")));
  const auto stop = [](ErasureStep step) -> Status {
    if (step == GetParam()) return Error{ErrorCode::kUnavailable, "the process ends here"};
    return Done{};
  };
  open(stop);
  auto cut = forget_some("customer/kim", {});
  ASSERT_FALSE(cut.ok());
  const Status refused = try_open(stop);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("an erasure is not finished"));

  open();

  EXPECT_FALSE(known("customer/kim"));
  EXPECT_FALSE(known("customer/lee"));
  EXPECT_EQ(words_at(1), "");
  EXPECT_EQ(words_at(5), "");
  EXPECT_NE(words_at(2), "");
  EXPECT_THAT(store_->held(Missing::kRefuse).value()->kept().value(), SizeIs(1));
  EXPECT_THAT(store_->log().side_rows(PartitionId(0), "e").value(), IsEmpty());
  EXPECT_EQ(append(together(kim_.said("e2", "my secret")))[0].reason, "erased");
  EXPECT_EQ(append(together(lee_.call("e1")))[0].reason, "erased");
}

INSTANTIATE_TEST_SUITE_P(Steps, ForgettingCutShort, testing::ValuesIn(kErasureSteps),
                         [](const auto& info) {
                           return "Step" + std::to_string(static_cast<int>(info.param));
                         });

}  // namespace
}  // namespace dangol
