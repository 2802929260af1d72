// Figures as a user asks them.
#include <algorithm>
#include <cstdlib>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/json_check.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

const std::string kScene = DANGOL_SOURCE_DIR "/tests/scenes/key-eight.ndjson";

class FiguresCommand : public ProgramStore, public testing::Test {};

TEST_F(FiguresCommand, ListsTheCatalogueWithoutAStore) {
  const Finished english = run({"figures"});
  EXPECT_EQ(english.exit_code, 0);
  EXPECT_THAT(english.out, HasSubstr("waits.abandonment: Abandonment\n    Of the waits"));
  EXPECT_THAT(run({"figures", "--lang", "ko"}).out, HasSubstr("waits.abandonment: 포기율\n"));
  const Finished json = run({"figures", "--json"});
  std::istringstream lines(json.out);
  for (std::string line; std::getline(lines, line);) EXPECT_TRUE(JsonTape().read(line).ok());
  EXPECT_THAT(json.out, HasSubstr(R"("name":"waits.abandonment","definitionVersion":1)"));
}

TEST_F(FiguresCommand, AnswersAsTextAndAsJson) {
  run({"append", kScene});
  const Finished text = run({"figures", "waits.abandonment", "--by", "queue"});
  EXPECT_EQ(text.exit_code, 0);
  EXPECT_THAT(text.out, AllOf(StartsWith("waits.abandonment: Abandonment\n"), HasSubstr("\nqueue "),
                              HasSubstr("\nas of        0:")));
  const Finished json = run({"figures", "waits.abandonment", "--open", "all", "--json"});
  EXPECT_EQ(json.exit_code, 0);
  EXPECT_TRUE(JsonTape().read(json.out).ok()) << json.out;
}

// The widest line, in characters.
std::size_t width_of(const std::string& text) {
  std::size_t widest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.find("█") == line.npos) continue;
    widest = std::max<std::size_t>(widest, std::count_if(line.begin(), line.end(), [](char c) {
                                     return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
                                   }));
  }
  return widest;
}

TEST_F(FiguresCommand, APlotIsAsWideAsTheTerminal) {
  ASSERT_EQ(
      run({"append"},
          EventText{}.json() +
              R"({"specversion":"1.0","id":"w1","source":"/desk","type":"wait.started","subject":"customer/kim","time":"2026-01-01T10:00:00Z","data":{"contactId":"c1","waitId":"w","waitKind":"queue","queue":"main"}}
{"specversion":"1.0","id":"w2","source":"/desk","type":"wait.ended","subject":"customer/kim","time":"2026-01-01T10:01:00Z","data":{"waitId":"w","end":"abandoned"}}
)")
          .exit_code,
      0);
  const Arguments plot = {"figures", "waits.abandonment", "--by", "queue", "--plot"};
  ::unsetenv("COLUMNS");
  EXPECT_EQ(width_of(run(plot).out), 80u);
  ::setenv("COLUMNS", "60", 1);
  EXPECT_EQ(width_of(run(plot).out), 60u);
  ::setenv("COLUMNS", "1", 1);
  EXPECT_EQ(width_of(run(plot).out), 40u);
  ::setenv("COLUMNS", "100000", 1);
  EXPECT_EQ(width_of(run(plot).out), 400u);
}

TEST_F(FiguresCommand, SaysWhatMakesNoSense) {
  const Finished unknown = run({"figures", "waits.nothing"});
  EXPECT_EQ(unknown.exit_code, 66);
  EXPECT_THAT(unknown.err, HasSubstr("there is no figure 'waits.nothing'"));
  EXPECT_THAT(unknown.out, IsEmpty());
  const Finished usage = run({"figures", "waits.abandonment", "--by", "agent"});
  EXPECT_EQ(usage.exit_code, 64);
  EXPECT_THAT(usage.err, HasSubstr("--by 'agent'"));
  EXPECT_EQ(run({"figures", "waits.abandonment", "--json", "--csv"}).exit_code, 64);
}

}  // namespace
}  // namespace dangol::test
