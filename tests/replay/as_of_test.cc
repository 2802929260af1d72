// What was known at some past moment, and how that moment is said.
#include "replay/as_of.h"

#include "replay/history.h"
#include "tests/replay/story.h"

namespace dangol {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kElevenOhSeven = 1'469'585'220'000'000;  // 2016-07-27T11:07:00+09:00

TEST(ParseAsOfTest, ATimeIsAMomentOfRecording) {
  for (const char* text : {"2016-07-27T11:07:00+09:00", "2016-07-27T02:07:00Z",
                           "2016-07-27T11:07+09:00", "2016-07-27T02:07:00.000000Z"}) {
    const AsOf as_of = parse_as_of(text).value();
    EXPECT_EQ(as_of.recorded, Micros(kElevenOhSeven)) << text;
    EXPECT_FALSE(as_of.version || as_of.position) << text;
  }
}

TEST(ParseAsOfTest, ADayMeansItsEnd) {
  const Micros last = *parse_as_of("2016-07-27+09:00").value().recorded;
  EXPECT_EQ(last, Micros(parse_as_of("2016-07-28T00:00:00+09:00").value().recorded->value() - 1));
}

TEST(ParseAsOfTest, AVersionAndAPosition) {
  EXPECT_EQ(parse_as_of("@3").value().version, Version(3));
  EXPECT_EQ(parse_as_of("#1200").value().position, Position(1200));
  EXPECT_EQ(parse_as_of("0:1200").value().position, Position(1200));
  EXPECT_EQ(parse_as_of("#0").value().position, Position(0));
  EXPECT_FALSE(parse_as_of("@3").value().recorded);
}

TEST(ParseAsOfTest, AnythingElseIsRefusedWithAWordOfWhatIsMeant) {
  for (const char* text :
       {"", "@", "#", "0:", "@-1", "@+1", "@3x", "@ 3", "#99999999999999999999", "1:5", "3",
        "yesterday", "11:07", "2016-07-27T25:00:00Z", "2016-02-30", "2016-07-27T11:07:00"}) {
    const auto as_of = parse_as_of(text);
    ASSERT_FALSE(as_of.ok()) << text;
    EXPECT_EQ(as_of.error().code, ErrorCode::kUsage) << text;
  }
  EXPECT_THAT(parse_as_of("@x").error().message, HasSubstr("as in @3"));
  EXPECT_THAT(parse_as_of("#x").error().message, HasSubstr("as in #1200"));
  EXPECT_THAT(parse_as_of("yesterday").error().message, HasSubstr("@VERSION"));
}

class AsOfTest : public test::StoryTest {
 protected:
  std::vector<std::uint64_t> versions(const std::string& subject, const AsOf& as_of) {
    std::vector<std::uint64_t> read;
    Status status =
        read_history(store(), subject, as_of, ReaderRights::none(), [&](const HistoryItem& item) {
          read.push_back(item.entry.version.value());
          return true;
        });
    EXPECT_TRUE(status.ok()) << status.error().message;
    return read;
  }
  // Kim's history and state have the records up to `version`.
  void expect_kim_at(std::uint64_t version, const std::string& when) {
    const AsOf as_of = parse_as_of(when).value();
    EXPECT_EQ(versions("customer/kim", as_of).size(), version) << when;
    EXPECT_EQ(state_as_of(store(), "customer/kim", as_of).value().version, Version(version))
        << when;
  }
};

TEST_F(AsOfTest, ByTheMomentOfRecording) {
  expect_kim_at(0, "2016-07-27T11:06:59+09:00");
  expect_kim_at(2, "2016-07-27T11:07:00+09:00");
  expect_kim_at(2, "2016-07-27T12:06:59.999999+09:00");
  expect_kim_at(4, "2016-07-27T12:07:00+09:00");
  expect_kim_at(0, "2016-07-26+09:00");
  expect_kim_at(4, "2016-07-27+09:00");
}

TEST_F(AsOfTest, ByVersion) {
  expect_kim_at(0, "@0");
  expect_kim_at(3, "@3");
  expect_kim_at(4, "@99");
}

TEST_F(AsOfTest, ByPosition) {
  expect_kim_at(1, "#0");
  expect_kim_at(2, "#2");
  expect_kim_at(3, "0:3");
  expect_kim_at(4, "#99999");
}

TEST_F(AsOfTest, NowIsTheLiveState) {
  for (const char* subject : {"customer/kim", "customer/park"}) {
    EXPECT_TRUE(state_as_of(store(), subject, {}).value() ==
                load_stream_state(store(), care.stream(subject)).value().customer);
  }
}

TEST_F(AsOfTest, EveryPastStateIsTheStateOfThen) {
  // What Lee's state was each time that something more was said.
  care.start();
  std::vector<std::string> then;
  for (int n = 1; n <= 5; ++n) {
    care.send(lee.said("m" + std::to_string(n), "hello"));
    then.push_back(
        encode_state(load_stream_state(store(), care.stream("customer/lee")).value().customer));
  }
  care.stop();
  for (std::size_t n = 0; n < then.size(); ++n) {
    const AsOf as_of = parse_as_of("@" + std::to_string(n + 2)).value();
    EXPECT_TRUE(encode_state(state_as_of(store(), "customer/lee", as_of).value()) == then[n]) << n;
  }
}

}  // namespace
}  // namespace dangol
