// One person's history, read by somebody with every right, with some, and with none.
#include "replay/history.h"

#include "events/cloudevents.h"
#include "tests/replay/story.h"

namespace dangol {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

class HistoryTest : public test::StoryTest {
 protected:
  // Kim's history as lines of JSON.
  std::vector<std::string> history(const ReaderRights& rights,
                                   const std::string& subject = "customer/kim") {
    std::vector<std::string> lines;
    Status status = read_history(store(), subject, {}, rights, [&](const HistoryItem& item) {
      WrittenWith with;
      with.subject = subject;
      with.place = item.place;
      lines.push_back(write_cloudevent(item.event.event, with).value());
      complete.push_back(item.event.complete);
      return true;
    });
    EXPECT_TRUE(status.ok()) << status.error().message;
    return lines;
  }
  std::string state(const ReaderRights& rights) {
    return show_state(store(), state_as_of(store(), "customer/kim", {}).value(), rights, false)
        .value();
  }

  std::vector<bool> complete;
};

TEST_F(HistoryTest, WithEveryRightItIsWhatWasSentInOrderWithItsPlaces) {
  const auto lines = history(ReaderRights::all());
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_THAT(lines[0], AllOf(HasSubstr("contact.started"), HasSubstr("\"0:0\"")));
  EXPECT_THAT(lines[1], AllOf(HasSubstr("my flowers never came"), HasSubstr("\"e2\"")));
  EXPECT_THAT(lines[2], AllOf(HasSubstr("they are lovely"), HasSubstr("\"0:3\"")));
  EXPECT_THAT(lines[3], AllOf(HasSubstr("contact.ended"), HasSubstr("\"c1\"")));
  EXPECT_THAT(complete, ElementsAre(true, true, true, true));
}

TEST_F(HistoryTest, WithoutRightsItShowsFactsAndNeitherIdsNorWords) {
  const auto lines = history(ReaderRights::none());
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_THAT(lines[0], AllOf(HasSubstr("contact.started"), HasSubstr("phone")));
  for (const std::string& line : lines) {
    EXPECT_THAT(line, AllOf(Not(HasSubstr("flowers")), Not(HasSubstr("lovely")),
                            Not(HasSubstr("\"c1\"")), Not(HasSubstr("\"e2\""))));
  }
  EXPECT_THAT(lines[1], HasSubstr(R"({"sealed":true})"));
  EXPECT_FALSE(complete[1]);
}

TEST_F(HistoryTest, NamesAndWordsAreRightsOfTheirOwn) {
  const auto names = history(ReaderRights().add_names());
  EXPECT_THAT(names[1], AllOf(HasSubstr("\"c1\""), Not(HasSubstr("flowers"))));
  const auto words = history(ReaderRights().add(Purpose::kCare));
  EXPECT_THAT(words[1], AllOf(HasSubstr("flowers"), Not(HasSubstr("\"c1\""))));
  const auto other = history(ReaderRights().add(Purpose::kSurvey));
  EXPECT_THAT(other[1], Not(HasSubstr("flowers")));
}

TEST_F(HistoryTest, DestroyedWordsAreErasedWhoeverReads) {
  const std::vector<Purpose> care_words{Purpose::kCare};
  ASSERT_TRUE(
      store().vault().destroy_keys(care.stream("customer/kim"), care_words, Micros(1)).ok());
  const auto lines = history(ReaderRights::all());
  ASSERT_THAT(lines, SizeIs(4)) << "that something was said stays";
  EXPECT_THAT(lines[1], AllOf(HasSubstr(R"({"erased":true})"), Not(HasSubstr("flowers"))));
  EXPECT_THAT(history(ReaderRights::all(), "customer/park"), SizeIs(kLong));
}

TEST_F(HistoryTest, NobodyByThatNameIsNotFoundAndIsNotMade) {
  for (int twice = 0; twice < 2; ++twice) {
    const Status read =
        read_history(store(), "customer/nobody", {}, ReaderRights::all(), [](const HistoryItem&) {
          ADD_FAILURE();
          return false;
        });
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, ErrorCode::kNotFound);
    EXPECT_EQ(state_as_of(store(), "customer/nobody", {}).error().code, ErrorCode::kNotFound);
  }
  EXPECT_EQ(store().vault().find("customer/nobody").value(), std::nullopt);
}

TEST_F(HistoryTest, AStateIsShownAsFarAsTheReaderMaySee) {
  EXPECT_THAT(state(ReaderRights::all()), HasSubstr("\"c1\""));
  const std::string hidden = state(ReaderRights::none());
  EXPECT_THAT(hidden, AllOf(Not(HasSubstr("\"c1\"")), HasSubstr("contacts")));
}

}  // namespace
}  // namespace dangol
