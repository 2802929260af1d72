// What a law keeps of somebody who was forgotten: who may see it, and how it ends.
#include "gateway/held_service.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/cloudevents.h"
#include "gateway/vault_health.h"
#include "gateway/vault_rotating.h"
#include "gateway/vault_watch.h"
#include "tests/support/care.h"
#include "tests/support/files.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kNewerWords =
    R"({"contactId":"c2","authorKind":"customer","messageId":"m","text":"newer words"})";
constexpr std::int64_t kYear = 366 * std::int64_t{86'400'000'000};

class HeldServiceTest : public testing::Test {
 protected:
  // Kim complained and talked, a law keeps the complaint for some years and the talk for one, and then
  // Kim is forgotten.
  HeldServiceTest() {
    care_.start();
    const Desk kim("customer/kim");
    EXPECT_THAT(
        codes(care_.send(kim.call("e1"), kim.said("e2", "care words"),
                         kim.event("e3", "complaint.raised",
                                   R"({"about":{"policy":"fees"},"words":"complaint words",)"
                                   R"("contactId":"c1","complaintId":"p1"})"),
                         kim.event("e4", "customer.named", R"({"calledName":"Kimmy","by":"ann"})"),
                         kim.event("h1", "retention.held",
                                   R"({"holdId":"h1","purposes":["complaint"],"law":"decree 6",)"
                                   R"("until":"2021-01-01"})"),
                         kim.event("h2", "retention.held",
                                   R"({"holdId":"h2","purposes":["care"],"law":"decree 7",)"
                                   R"("until":"2017-01-01"})"))),
        Each(OutcomeCode::kRecorded));
    kim_ = care_.stream("customer/kim");
    EXPECT_TRUE(care_.engine
                    ->forget({.subject = "customer/kim",
                              .events = {},
                              .reason = "requested",
                              .by = {},
                              .request = {}})
                    .ok());
  }
  HeldService service() {
    return HeldService(*care_.engine, disclose_, [this] { return care_.now; });
  }
  std::string token() const { return to_hex(kim_.view()); }
  std::string listed(const Viewer& viewer = {}) { return service().list(viewer, false).value(); }
  std::string opened(const std::string& stream, const Viewer& viewer) {
    std::string text;
    Status read = service().open_all(stream, viewer, [&](const HistoryItem& item) {
      text += write_line(item.event.event).value().data + "\n";
      return true;
    });
    EXPECT_TRUE(read.ok()) << read.error().message;
    return text;
  }
  std::string words_at(std::uint64_t position) {
    return care_.store->log()
        .get(PartitionId(0), {Position(position)}, ReadWords::kYes)
        .value()[0]
        .words;
  }
  std::vector<Purpose> live_keys() {
    std::vector<Purpose> purposes;
    const KeySet keys = care_.store->held(Missing::kRefuse).value()->keys_of(kim_).value();
    for (const DataKey& key : keys.live) {
      purposes.push_back(key.name.purpose);
    }
    return purposes;
  }

  Care care_;
  StreamToken kim_;
  std::vector<Disclosure> recorded_;
  Disclose disclose_ = [this](const Viewer& viewer, const std::vector<Disclosure>& shown,
                              Micros now) {
    recorded_.insert(recorded_.end(), shown.begin(), shown.end());
    return record_disclosures(*care_.engine, viewer, shown, now);
  };
  const Viewer officer_{"officer", "here", Purpose::kComplaint, "court order 17"};
};

TEST_F(HeldServiceTest, TheListNamesNobodyWithoutAPurpose) {
  EXPECT_THAT(listed(), AllOf(HasSubstr(token()), HasSubstr("complaint until 2021-01-01"),
                              HasSubstr("(decree 6)"), Not(HasSubstr("kim"))));
  EXPECT_THAT(recorded_, IsEmpty());
  EXPECT_THAT(listed(officer_), HasSubstr("customer/kim"));
  ASSERT_THAT(recorded_, SizeIs(1));
  EXPECT_EQ(recorded_[0].operation, AccessOperation::kSearch);
  EXPECT_EQ(recorded_[0].persons, 1U);
}

TEST_F(HeldServiceTest, OpeningShowsWhatIsKeptAndIsOnRecord) {
  for (const std::string& stream : {token(), std::string("customer/kim")}) {
    recorded_.clear();
    const std::string text = opened(stream, officer_);
    EXPECT_THAT(text, AllOf(HasSubstr("complaint words"), HasSubstr("care words"),
                            Not(HasSubstr("Kimmy"))));
    ASSERT_THAT(recorded_, SizeIs(1));
    EXPECT_EQ(recorded_[0].subject, "held/" + token());
  }
  Viewer commerce = officer_;
  commerce.purpose = Purpose::kCommerce;
  EXPECT_THAT(opened(token(), commerce), Not(HasSubstr("words\":\"complaint")));
}

TEST_F(HeldServiceTest, NothingIsOpenedWithoutPurposeReasonRecordOrKey) {
  const auto refused = [&](const Viewer& viewer) {
    auto page = service().open(token(), viewer, {});
    return page.ok() ? ErrorCode::kInUse : page.error().code;
  };
  Viewer viewer = officer_;
  viewer.reason = "";
  EXPECT_EQ(refused(viewer), ErrorCode::kUsage);
  viewer = officer_;
  viewer.purpose = Purpose::kUnset;
  EXPECT_EQ(refused(viewer), ErrorCode::kUsage);
  EXPECT_THAT(recorded_, IsEmpty());
  disclose_ = [](const Viewer&, const std::vector<Disclosure>&, Micros) -> Status {
    return Error{ErrorCode::kUnavailable, "the disk is full"};
  };
  EXPECT_EQ(refused(officer_), ErrorCode::kUnavailable);
  const fs::path key = care_.dir().parent_path() / "key.held";
  fs::rename(key, key.string() + ".away");
  EXPECT_EQ(refused(officer_), ErrorCode::kUsage);
  EXPECT_THAT(listed(), HasSubstr(token())) << "without words no key is needed";
}

TEST_F(HeldServiceTest, OfAStreamOfWhichNothingIsKeptNothingIsRecorded) {
  auto page = service().open("customer/lee", officer_, {});
  ASSERT_FALSE(page.ok());
  EXPECT_EQ(page.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(recorded_, IsEmpty());
}

TEST_F(HeldServiceTest, WhatIsOverEndsWithKeysAndWordsAndTheRestStays) {
  EXPECT_EQ(service().expire(HeldService::Expiring::kDestroy, false).value(),
            "no law's time is over\n");
  care_.pass(Micros(kYear));
  EXPECT_THAT(service().expire(HeldService::Expiring::kTell, false).value(),
              HasSubstr("care until 2017-01-01"));
  ASSERT_NE(words_at(1), "");
  const std::string care_words = words_at(1);

  auto ended = service().expire(HeldService::Expiring::kDestroy, false);

  ASSERT_TRUE(ended.ok()) << ended.error().message;
  EXPECT_THAT(ended.value(), AllOf(HasSubstr("care: keys and words destroyed"),
                                   HasSubstr("complaint: kept until 2021-01-01")));
  EXPECT_EQ(words_at(1), "");
  EXPECT_EQ(bytes_below(care_.dir()).find(care_words.substr(64, 48)), std::string::npos);
  EXPECT_THAT(live_keys(), ElementsAre(Purpose::kIdentity, Purpose::kComplaint));
  EXPECT_THAT(opened(token(), officer_),
              AllOf(HasSubstr("complaint words"), Not(HasSubstr("care words"))));

  care_.pass(Micros(5 * kYear));
  EXPECT_THAT(service().expire(HeldService::Expiring::kDestroy, false).value(),
              HasSubstr("nothing is left of it"));
  EXPECT_THAT(live_keys(), IsEmpty());
  EXPECT_EQ(words_at(2), "");
  EXPECT_EQ(listed(), "nothing is kept by law\n");
  EXPECT_EQ(care_.store->held(Missing::kRefuse).value()->find("customer/kim").value(),
            std::nullopt);
}

TEST_F(HeldServiceTest, AWriterEndsWhatIsOverOrSaysSoWhereTheKeyIsAway) {
  care_.pass(Micros(kYear));
  const fs::path key = care_.dir().parent_path() / "key.held";
  fs::rename(key, key.string() + ".away");
  EXPECT_THAT(watch_vaults(*care_.engine, care_.now), testing::Contains(HasSubstr("held expire")));
  EXPECT_NE(words_at(1), "");
  fs::rename(key.string() + ".away", key);
  EXPECT_THAT(watch_vaults(*care_.engine, care_.now),
              testing::Not(testing::Contains(HasSubstr("held expire"))));
  EXPECT_EQ(words_at(1), "");
}

TEST_F(HeldServiceTest, WhereTheKeyIsAwayNobodyHasToWaitForAnEndThatCannotCome) {
  care_.pass(Micros(kYear));
  const fs::path key = care_.dir().parent_path() / "key.held";
  fs::rename(key, key.string() + ".away");
  const auto generation = care_.engine->health().generation;
  (void)watch_vaults(*care_.engine, care_.now);
  EXPECT_EQ(service().release(token(), "h1", officer_, false).error().code, ErrorCode::kUsage);
  EXPECT_EQ(care_.engine->health().generation, generation) << "the store was opened again";
}

TEST_F(HeldServiceTest, WhoWasForgottenTwiceIsFoundUntilNothingIsKept) {
  const Desk kim("customer/kim");
  care_.pass(Micros(3'600'000'000));
  const Attributes later{{"time", R"("2016-07-27T12:00:00+09:00")"}};
  ASSERT_THAT(
      codes(care_.send(
          kim.call("f1", "c2", later), kim.event("f2", "message.exchanged", kNewerWords, later),
          kim.event("f3", "retention.held",
                    R"({"holdId":"h3","law":"decree 8","until":"2021-01-01"})", later))),
      Each(OutcomeCode::kRecorded));
  const StreamToken newer = care_.stream("customer/kim");
  ASSERT_TRUE(care_.engine
                  ->forget({.subject = "customer/kim",
                            .events = {},
                            .reason = "requested",
                            .by = {},
                            .request = {}})
                  .ok());
  Viewer settled = officer_;
  settled.reason = "settled";
  EXPECT_THAT(opened("customer/kim", officer_), HasSubstr("newer words"));
  EXPECT_THAT(service().release("customer/kim", "", settled, false).value(),
              HasSubstr(to_hex(newer.view())));
  EXPECT_THAT(opened("customer/kim", officer_), HasSubstr("complaint words"));
  EXPECT_THAT(service().release("customer/kim", "", settled, false).value(), HasSubstr(token()));
  EXPECT_EQ(service().open("customer/kim", officer_, {}).error().code, ErrorCode::kNotFound);
}

TEST_F(HeldServiceTest, IsListedAlsoWhileARotationStandsBetweenTwoSteps) {
  care_.stop();
  const fs::path held = care_.dir() / "held", key = care_.dir().parent_path() / "key.held";
  OsEntropy entropy;
  for (const RotationStep at : kRotationSteps) {
    SCOPED_TRACE(static_cast<int>(at));
    ASSERT_FALSE(rotate_vault_key({held, key}, {}, entropy, [at](RotationStep step) -> Status {
                   if (step != at) return Done{};
                   return Error{ErrorCode::kUnavailable, "the process ends here"};
                 }).ok());
    EXPECT_THAT(care_.store->look_at_held().value().kept, SizeIs(1));
    EXPECT_TRUE(care_.store->held(Missing::kRefuse).ok());
  }
}

TEST_F(HeldServiceTest, AReleaseEndsTheHoldThatItNames) {
  Viewer settled = officer_;
  settled.reason = "settled";
  EXPECT_EQ(service().release(token(), "h9", settled, false).error().code, ErrorCode::kNotFound);
  auto released = service().release("customer/kim", "h1", settled, false);
  ASSERT_TRUE(released.ok()) << released.error().message;
  EXPECT_THAT(released.value(), AllOf(HasSubstr("complaint: keys and words destroyed"),
                                      HasSubstr("care: kept until 2017-01-01")));
  EXPECT_EQ(words_at(2), "");
  EXPECT_NE(words_at(1), "");
  EXPECT_THAT(opened(token(), officer_), HasSubstr(R"({"holdId":"h1","reason":"settled"})"));
  EXPECT_EQ(service().release(token(), "h1", settled, false).error().code, ErrorCode::kNotFound);
  EXPECT_THAT(service().release(token(), "", settled, false).value(),
              HasSubstr("nothing is left of it"));
  EXPECT_THAT(live_keys(), IsEmpty());
}

TEST_F(HeldServiceTest, AReasonInWordsIsRefusedAndNothingChanges) {
  const std::uint64_t size = care_.log_size();
  auto released = service().release(token(), "", officer_, false);
  ASSERT_FALSE(released.ok());
  EXPECT_EQ(released.error().code, ErrorCode::kRejected);
  EXPECT_EQ(care_.log_size(), size);
  EXPECT_THAT(opened(token(), officer_), HasSubstr("complaint words"));
}

TEST_F(HeldServiceTest, ItsKeyIsRotatedToo) {
  Viewer settled = officer_;
  settled.reason = "settled";
  ASSERT_TRUE(service().release(token(), "h1", settled, false).ok());
  EXPECT_EQ(look_at_vaults(*care_.store, care_.now).value().fenced, 2U) << "one in each vault";
  const std::string old_key = read_file(care_.dir().parent_path() / "key.held").substr(8, 32);
  ASSERT_TRUE(rotate_and_tell(*care_.engine, {}).ok());
  EXPECT_EQ(look_at_vaults(*care_.store, care_.now).value().fenced, 0U);
  EXPECT_EQ(bytes_below(care_.dir().parent_path()).find(old_key), std::string::npos);
  EXPECT_THAT(opened(token(), officer_), HasSubstr("care words"));
}

}  // namespace
}  // namespace dangol::test
