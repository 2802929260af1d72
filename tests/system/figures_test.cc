// Figures as a user asks them.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
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
using ::testing::Not;
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

// So many people give up waiting.
std::string abandoned_waits(int people) {
  std::string lines;
  for (int i = 0; i < people; ++i) {
    const std::string n = std::to_string(i);
    const std::string head =
        R"({"specversion":"1.0","source":"/desk","time":"2026-01-01T10:00:00Z",)"
        R"("subject":"customer/person-)" +
        n + R"(","id":"w)";
    lines += head + R"(1","type":"wait.started","data":{"contactId":"c","waitId":"w)" + n +
             R"(","waitKind":"queue","queue":"main"}})" + "\n" + head +
             R"(2","type":"wait.ended","data":{"waitId":"w)" + n + R"(","end":"abandoned"}})" +
             "\n";
  }
  return lines;
}

TEST_F(FiguresCommand, ShowsPeopleByNameOnlyForAPurposeAndRecordsThatFirst) {
  ASSERT_EQ(run({"append", "-q", "-"}, abandoned_waits(3)).exit_code, 0);
  const Arguments closed = {"figures", "waits.abandonment", "--open", "all", "--limit", "2"};
  EXPECT_THAT(run(closed).out, Not(HasSubstr("person-")));
  EXPECT_EQ(records(), 6u) << "nobody was shown";

  Arguments named = closed;
  named.insert(named.end(), {"--purpose", "care"});
  EXPECT_THAT(run(named).out, HasSubstr("customer/person-"));
  EXPECT_EQ(records(), 8u) << "one record a set";
  const std::string access = run({"log", "dump", "--from", "6"}).out;
  EXPECT_THAT(access,
              AllOf(HasSubstr("personaldata.accessed"), HasSubstr(R"("setSize":2)"),
                    HasSubstr(R"("operation":"drillDown")"), HasSubstr(R"("purpose":"care")")));

  // The same through a writer: who shows people records it, there.
  Child writer(command({"append", "-"}), folder());
  writer.send(EventText{.id = "more"}.json());
  EXPECT_THAT(writer.read_line(), HasSubstr("1: recorded"));
  EXPECT_THAT(run(named).out, HasSubstr("customer/person-"));
  writer.end_input();
  EXPECT_EQ(writer.wait().exit_code, 0);
  EXPECT_EQ(records(), 11u);
  expect_replay_agrees();
}

TEST_F(FiguresCommand, ALongSetIsTheSameInPagesThroughAWriter) {
  ASSERT_EQ(run({"append", "-q", "-"}, abandoned_waits(600)).exit_code, 0);
  const Arguments all = {"figures", "waits.abandonment", "--open", "numerator", "--limit", "0",
                         "--csv",   "--as-of",           "#1199"};
  const Finished alone = run(all);
  EXPECT_EQ(std::count(alone.out.begin(), alone.out.end(), '\n'), 601);
  Child writer(command({"append", "-"}), folder());
  writer.send(EventText{.id = "more"}.json());
  EXPECT_THAT(writer.read_line(), HasSubstr("1: recorded"));
  const Finished beside = run(all);
  EXPECT_EQ(beside.out, alone.out);
  EXPECT_EQ(beside.exit_code, 0);
}

TEST_F(FiguresCommand, AnswersAndRecordsAreTheSameBytesWhenAllThatIsDerivedIsBuiltAnew) {
  std::string input;
  for (const std::string& line : many_events(400)) input += line;
  ASSERT_EQ(run({"append", "-q", "-"}, input).exit_code, 0);
  const Arguments record = {"record", "customer/person-3", "--purpose", "care", "--json"};
  const Arguments figure = {"figures", "waits.abandonment", "--as-of", "#300", "--open", "all",
                            "--json"};
  const std::string before = run(record).out, answer = run(figure).out;
  EXPECT_THAT(before, HasSubstr(R"("subject":"customer/person-3")"));
  std::filesystem::remove_all(std::filesystem::path(store()) / "derived");
  EXPECT_EQ(run(record).out, before);
  EXPECT_EQ(run(figure).out, answer);
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
  EXPECT_EQ(run({"figures", "waits.abandonment", "--limit", "-1"}).exit_code, 64);
  EXPECT_EQ(run({"log", "dump", "--count", "-1"}).exit_code, 64);
}

}  // namespace
}  // namespace dangol::test
