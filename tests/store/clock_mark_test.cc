// What is remembered of the clock: written whole, read back, or said to be damaged.
#include "store/clock_mark.h"

#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

TEST(ClockMarkTest, IsReadBackAsItWasWritten) {
  test::TempDir dir;
  const std::filesystem::path path = dir / "clock";
  EXPECT_EQ(read_clock_mark(path).value(), std::nullopt);
  for (const ClockMark& mark :
       {ClockMark{}, ClockMark{"boot", Micros(-5), Micros(7), "the wall clock moved 90 s back"}}) {
    ASSERT_TRUE(write_clock_mark(path, mark).ok());
    EXPECT_EQ(read_clock_mark(path).value(), mark);
  }
  EXPECT_FALSE(std::filesystem::exists(dir / "clock.new"));
}

TEST(ClockMarkTest, AnythingElseIsDamage) {
  test::TempDir dir;
  const std::filesystem::path path = dir / "clock";
  ASSERT_TRUE(write_clock_mark(path, {"boot", Micros(-5), Micros(7), ""}).ok());
  std::ifstream in(path);
  const std::string good(std::istreambuf_iterator<char>(in), {});
  for (const std::string& bad :
       {std::string(), std::string("dangol clock\n"), "x" + good, good.substr(0, good.size() - 12),
        std::string("dangol clock\nboot b\noffset x\nforgiven 0\nstopped \n")}) {
    std::ofstream(path) << bad;
    EXPECT_EQ(read_clock_mark(path).error().code, ErrorCode::kCorrupt) << bad;
  }
}

TEST(ClockMarkTest, WhatCannotBeWrittenIsSaid) {
  test::TempDir dir;
  EXPECT_EQ(write_clock_mark(dir / "absent" / "clock", {}).error().code, ErrorCode::kUnavailable);
}

TEST(ClockMarkTest, TheSystemNamesItsBoot) { EXPECT_EQ(this_boot(), this_boot()); }

}  // namespace
}  // namespace dangol
