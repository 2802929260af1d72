// Known texts planted in every field of every type, in rows that are refused and on every way to an error:
// given all of it was sent, then no file, no output and no message holds any of it, before and after the
// persons are forgotten.
#include "tests/system/planted.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class Planted : public ProgramStore, public testing::Test {
 protected:
  // Everything that was written anywhere, and by what was printed.
  void expect_clean(const std::string& when) const {
    for (const auto& entry : fs::recursive_directory_iterator(folder())) {
      if (!entry.is_regular_file() || entry.path().filename() == "reserve") continue;
      EXPECT_EQ(read_file(entry.path()).find(kPlanted), std::string::npos)
          << entry.path() << ' ' << when;
    }
  }
  Finished run_clean(const Arguments& arguments, std::string_view input = "") const {
    const Finished finished = run(arguments, input);
    for (const std::string& text : {finished.out, finished.err}) {
      const std::size_t at = text.find(kPlanted);
      if (at == std::string::npos) continue;
      ADD_FAILURE() << testing::PrintToString(arguments) << " printed: .."
                    << text.substr(at < 200 ? 0 : at - 200, 400);
    }
    return finished;
  }
  bool is_in_a_file(const std::string& text) const {
    return bytes_below(folder()).find(text) != std::string::npos;
  }
};

// What only Dangol itself may say.
bool is_its_own(const std::string& type) {
  for (const char* own : {"personaldata.erased", "personaldata.accessed", "heads.recorded",
                          "signingkey.announced", "vaultkey.rotated", "log.restored"}) {
    if (type == own) return true;
  }
  return false;
}

// Each of these is refused, or answered otherwise than by being recorded.
std::string spoilt(const std::vector<PlantedEvent>& events) {
  const auto with = [](const std::string& line, const char* what, const std::string& instead) {
    return std::regex_replace(line, std::regex(what), instead) + "\n";
  };
  const std::string long_text(70'000, 'w'), long_id(700, 'p');
  std::string all = "{}\n" + std::string(kPlanted) + " is no JSON\n[\"" + kPlanted + "\"]\n";
  for (const PlantedEvent& event : events) {
    const std::string line = event.json.substr(0, event.json.size() - 1);
    all += line.substr(0, line.size() - 3) + "\n";  // cut off
    all += line + line + "\n";                      // two in a line
    // A time or a type is a fact, and in clear wherever it stands: what is wrong with it is said.
    all += with(line, R"("time":"[^"]*")", R"("time":"soon")");
    all += with(line, R"("type":"[^"]*")", R"("type":"none.such")");
    all += with(line, R"("subject":"[^"]*")", R"("subject":"nobody/p1anted")");
    all += with(line, "p1anted words", "p1anted \xff words");
    all += with(line, R"("[^"]*p1anted words[^"]*")", "[1]");
    all += with(line, "p1anted words", "p1anted " + long_text);
    all += with(line, "p1anted words", "p1anted other words");
    all += with(line, R"("id":"[^"]*")", "\"id\":\"" + long_id + kPlanted + "\"");
  }
  return all;
}

TEST_F(Planted, InEveryFieldRefusedRowAndErrorIsNowhereBeforeAndAfterForgetting) {
  const std::vector<PlantedEvent> events = planted_events();
  std::string input;
  for (const PlantedEvent& event : events) input += event.json;
  const Finished told = run_clean({"append", "--as-recorded", "-"}, input);
  // So that what is looked for is in the log, and not refused: of every type that a sender may send.
  std::istringstream outcomes(told.out);
  std::vector<std::string> fates(events.size() + 1);
  for (std::string line; std::getline(outcomes, line);) {
    const std::size_t number = std::strtoull(line.c_str(), nullptr, 10);
    if (number > 0 && number <= events.size()) fates[number] = line;
  }
  int fields = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    fields += events[i].fields;
    if (is_its_own(events[i].type)) continue;
    EXPECT_THAT(fates[i + 1], HasSubstr("recorded")) << events[i].type << told.err;
  }
  EXPECT_GT(fields, 150);
  EXPECT_TRUE(is_in_a_file("entryPoint-fact")) << "a search that finds nothing proves nothing";
  expect_clean("recorded");

  const std::string wrong = spoilt(events);
  const Finished refused = run_clean({"append", "-"}, wrong);
  EXPECT_EQ(refused.exit_code, 65);
  EXPECT_GE(std::ranges::count(refused.out, '\n'), std::ranges::count(wrong, '\n'))
      << "a line each: " << refused.err;
  EXPECT_EQ(run_clean({"append", "--json", "--unit", "-"}, wrong).exit_code, 65);
  EXPECT_NE(run_clean({"append", "-"}, "p1anted from the first byte on\n").exit_code, 0);
  for (const Arguments& asked : {Arguments{"status"},
                                 {"status", "--json"},
                                 {"log", "stat", "--json"},
                                 {"log", "verify"},
                                 {"log", "checkpoint"},
                                 {"replay", "--verify"},
                                 {"replay", "--projection", "all"},
                                 {"figures"},
                                 {"clock"},
                                 {"access"},
                                 {"log", "export", path("export")}}) {
    EXPECT_EQ(run_clean(asked).exit_code, 0) << testing::PrintToString(asked);
  }
  expect_clean("asked");

  int forgotten = 0;
  for (const std::string& subject : planted_subjects()) {
    const int code = run({"forget", subject, "--reason", "requested"}).exit_code;
    EXPECT_TRUE(code == 0 || code == 66) << subject;
    forgotten += code == 0 ? 1 : 0;
  }
  EXPECT_EQ(forgotten, 2);
  expect_clean("forgotten");
  run_clean({"append", "-"}, input + wrong);
  expect_clean("sent again");
  run_clean({"log", "verify"});
}

// Rows of an import, good ones and each kind of bad one, and the list of what was refused.
TEST_F(Planted, InRowsOfAnImportIsNowhereAndTheListOfRefusedRowsNamesLinesOnly) {
  file("calls.toml", R"(name = "calls"
about = "rows with something planted"
source = "urn:calls"
format = "csv"
[columns]
use = ["id", "person", "began", "words"]
[times.at]
text = "{began}"
format = "%Y-%m-%d %H:%M:%S"
zone = "+09:00"
precision = "second"
[[event]]
type = "message.exchanged"
id = "{id}"
subject = "customer/{person}"
time = "at"
data = { contactId = "{id}", messageId = "{id}", authorKind = "customer", text = "{words}" }
)");
  std::string rows = "id,person,began,words\n";
  rows += "p1anted-1,p1anted-kim,2016-07-27 11:00:00,my p1anted words\n";
  rows += "p1anted-2,p1anted-kim,p1anted o'clock,my p1anted words\n";
  rows += "p1anted-3,p1anted-kim,2016-07-27 11:00:00,my p1anted words,too many\n";
  rows += "p1anted-4,p1anted-kim,2016-07-27 11:00:00,my p1anted \xff words\n";
  rows += "p1anted-5," + std::string(700, 'p') + "p1anted,2016-07-27 11:00:00,words\n";
  rows += "p1anted-1,p1anted-kim,2016-07-27 11:00:00,other p1anted words\n";
  rows += "p1anted-6,p1anted-kim,2016-07-27 11:00:00,\"p1anted and not closed\n";
  const fs::path input = fs::path(folder()) / "rows.csv";
  write_file(input, rows);
  const Finished imported = run_clean({"import", "--mapping", path("calls.toml"), input});
  EXPECT_EQ(imported.exit_code, 65) << imported.out << imported.err;
  EXPECT_THAT(imported.out, HasSubstr("rows.csv.rejected")) << imported.err;
  fs::remove(input);
  expect_clean("imported");
}

}  // namespace
}  // namespace dangol::test
