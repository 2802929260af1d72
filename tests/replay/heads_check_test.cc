// The map of heads made anew from the entries, against what the log records of it.
#include "replay/heads_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/heads_record.h"
#include "tests/replay/history_kit.h"

namespace dangol::test {
namespace {

using testing::HasSubstr;

Result<HeadsChecked> check(const HistoryKit& kit) {
  return check_heads(kit.log, HistoryKit::kOnly, {});
}

TEST(HeadsCheck, HoldsEveryRecordedMapAgainstTheEntries) {
  HistoryKit kit;
  EXPECT_EQ(check(kit).value().heads, 0U);
  for (int round = 0; round < 5; ++round) {
    kit.say("kim");
    kit.say("lee" + std::to_string(round));
    kit.add_heads(kit.records.size() - (round == 3 ? 1 : 0));  // one came in between
  }
  const HeadsChecked checked = check(kit).value();
  EXPECT_EQ(checked.heads, 5U);
  EXPECT_EQ(checked.last->position, Position(14));
  EXPECT_EQ(checked.last->map.streams, 7U);
}

std::string refusal(HistoryKit& kit, const HeadKeeper::Map& map) {
  kit.add("heads", heads_core(map));
  auto checked = check(kit);
  EXPECT_FALSE(checked.ok());
  if (checked.ok()) return "";
  EXPECT_EQ(checked.error().code, ErrorCode::kCorrupt);
  return checked.error().message;
}

class ForgedHeads : public testing::Test {
 protected:
  ForgedHeads() {
    for (const char* name : {"kim", "lee", "kim", "park"}) kit.say(name);
    kit.add_heads(4);
    kit.say("kim");
  }
  HistoryKit kit;
};

TEST_F(ForgedHeads, AMapThatLeavesALastRecordOutIsNamedWithItsPlace) {
  HeadKeeper::Map map = kit.map(6);
  map.root = kit.map(5).root;
  const std::string message = refusal(kit, map);
  EXPECT_THAT(message, HasSubstr("0:6"));
  EXPECT_THAT(message, HasSubstr("the map of heads of the first 6 records is not the one"));
}

TEST_F(ForgedHeads, AnotherNumberOfStreamsIsFound) {
  HeadKeeper::Map map = kit.map(6);
  --map.streams;
  EXPECT_THAT(refusal(kit, map), HasSubstr("(3 streams said, 4 found)"));
}

TEST_F(ForgedHeads, AMapSpeaksOfNothingBehindItAndNeverOfLessThanBefore) {
  HeadKeeper::Map map = kit.map(6);
  map.size = 7;
  EXPECT_THAT(refusal(kit, map), HasSubstr("behind its own"));
  HistoryKit other;
  for (int i = 0; i < 4; ++i) other.say("kim");
  other.add_heads(4);
  EXPECT_THAT(refusal(other, other.map(3)), HasSubstr("fewer records than the one before"));
}

TEST_F(ForgedHeads, AFormThatIsNotKnownIsSaid) {
  kit.add("heads", heads_core(kit.map(6), 9));
  EXPECT_THAT(check(kit).error().message, HasSubstr("of a form that this program does not know"));
}

TEST(HeadsRecord, TheEventSaysTheMap) {
  const HeadKeeper::Map map{7, sha256("root"), 3};
  const auto event = heads_event(map, Micros(1'469'585'220'000'123));
  ASSERT_TRUE(event.ok()) << event.error().message;
  EXPECT_EQ(event.value().subject, "heads/main");
  EXPECT_EQ(heads_claimed(heads_core(map)).value(), map);
  EXPECT_EQ(heads_claimed(plain_core("0123456789abcdef")).value(), std::nullopt);
  EXPECT_EQ(heads_claimed("no core").error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace dangol::test
