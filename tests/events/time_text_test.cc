#include "events/time_text.h"

#include <string>

#include <gtest/gtest.h>

namespace dangol {
namespace {

TimeValue parsed(std::string_view text) {
  auto time = parse_time(text);
  EXPECT_TRUE(time.ok()) << text << ' ' << (time.ok() ? "" : time.error().message);
  return time.ok() ? time.value() : TimeValue{};
}

TEST(TimeText, knows_the_epoch_and_moments_around_it) {
  EXPECT_EQ(parsed("1970-01-01T00:00:00Z").micros.value(), 0);
  EXPECT_EQ(parsed("1969-12-31T23:59:59.999999Z").micros.value(), -1);
  EXPECT_EQ(parsed("2016-07-27T11:07:00+09:00").micros.value(), 1469585220000000);
  EXPECT_EQ(parsed("2000-02-29T00:00:00Z").micros.value(), 951782400000000);
}

TEST(TimeText, takes_the_precision_from_the_form) {
  EXPECT_EQ(parsed("2016-07-27").precision, TimePrecision::kDay);
  EXPECT_EQ(parsed("2016-07-27T11:07Z").precision, TimePrecision::kMinute);
  EXPECT_EQ(parsed("2016-07-27T11:07:00Z").precision, TimePrecision::kSecond);
  EXPECT_EQ(parsed("2016-07-27T11:07:00.0Z").precision, TimePrecision::kMicro);
}

TEST(TimeText, keeps_the_offset_and_counts_in_utc) {
  const TimeValue time = parsed("2016-07-27T11:07:00-03:30");
  EXPECT_EQ(time.offset_minutes, -210);
  EXPECT_EQ(time.micros, parsed("2016-07-27T14:37:00Z").micros);
}

TEST(TimeText, drops_what_is_below_a_microsecond) {
  EXPECT_EQ(parsed("2016-07-27T11:07:00.123456789Z"), parsed("2016-07-27T11:07:00.123456Z"));
  EXPECT_EQ(parsed("2016-07-27T11:07:00.5Z"), parsed("2016-07-27T11:07:00.500000Z"));
}

TEST(TimeText, writes_what_it_reads_back_as_equal) {
  for (const char* text :
       {"2016-07-27", "2016-07-27+09:00", "2016-07-27-11:30", "2016-07-27T11:07Z",
        "2016-07-27T11:07+09:00", "1900-01-01T00:00:00+23:59", "9998-12-31T23:59:59-23:59",
        "2016-02-29T23:59:59.000001+05:45"}) {
    EXPECT_EQ(format_time(parsed(text)), text);
  }
}

TEST(TimeText, writes_a_full_time_for_every_precision) {
  EXPECT_EQ(format_full_time(parsed("2016-07-27+09:00")), "2016-07-27T00:00:00+09:00");
  EXPECT_EQ(format_full_time(parsed("2016-07-27T11:07Z")), "2016-07-27T11:07:00Z");
  EXPECT_EQ(format_full_time(parsed("2016-07-27T11:07:00.25Z")), "2016-07-27T11:07:00.250000Z");
}

TEST(TimeText, refuses_what_is_no_time) {
  for (const char* text : {"",
                           "yesterday",
                           "2016-7-27",
                           "2016-07-27T",
                           "2016-07-27T11",
                           "2016-07-27 11:07:00Z",
                           "2016-07-27T11:07:00",
                           "2016-07-27T11:07:00.Z",
                           "2016-07-27T11:07:00Zx",
                           "20160727",
                           "2016-07-27T11:07:00+9:00",
                           "2016-07-27T11:07:00+24:00",
                           "2016-07-27T11:07:00+09:60",
                           "2016-02-30",
                           "2015-02-29",
                           "2016-13-01",
                           "2016-00-01",
                           "2016-01-00",
                           "2016-01-01T24:00Z",
                           "2016-01-01T23:60Z",
                           "2016-12-31T23:59:60Z",
                           "+2016-01-01",
                           "-2016-01-01"}) {
    EXPECT_FALSE(parse_time(text).ok()) << text;
  }
}

TEST(TimeText, refuses_the_years_that_stand_for_no_date) {
  for (const char* text : {"0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "1899-12-31T23:59:59Z",
                           "9999-12-31T23:59:59Z", "9999-01-01T00:00:00Z"}) {
    auto time = parse_full_time(text, TimePrecision::kUnset);
    ASSERT_FALSE(time.ok()) << text;
    EXPECT_EQ(time.error().message, "is not in the years 1900 to 9998");
  }
}

TEST(TimeText, never_takes_a_time_for_less_precise_than_it_is) {
  auto fits = [](const char* text, TimePrecision precision) {
    return parse_full_time(text, precision).ok();
  };
  EXPECT_TRUE(fits("2016-07-27T00:00:00+09:00", TimePrecision::kDay));
  EXPECT_FALSE(fits("2016-07-27T01:00:00+09:00", TimePrecision::kDay));
  EXPECT_TRUE(fits("2016-07-27T11:07:00Z", TimePrecision::kMinute));
  EXPECT_FALSE(fits("2016-07-27T11:07:01Z", TimePrecision::kMinute));
  EXPECT_TRUE(fits("2016-07-27T11:07:01.000Z", TimePrecision::kSecond));
  EXPECT_FALSE(fits("2016-07-27T11:07:01.5Z", TimePrecision::kSecond));
  EXPECT_FALSE(fits("2016-07-27", TimePrecision::kDay));
}

}  // namespace
}  // namespace dangol
