// Every scene through the program: outcomes, history, state, replay, and the same file again.
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/scene.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class SceneRun : public testing::TestWithParam<Scene> {
 protected:
  Finished append() const {
    Arguments arguments{"append", "--json",
                        DANGOL_SOURCE_DIR "/tests/scenes/" + GetParam().name + ".ndjson"};
    if (GetParam().as_recorded) arguments.emplace_back("--as-recorded");
    return store_.run(arguments);
  }
  // The history for the first purpose that opens all of it.
  Finished open(const std::string& subject) {
    Finished history;
    for (const char* purpose : {"care", "protection", "complaint"}) {
      history = store_.run({"history", subject, "--json", "--purpose", purpose});
      ++opened_;
      if (history.out.find(R"({"sealed":true})") == history.out.npos) break;
    }
    return history;
  }
  ProgramStore store_;
  std::uint64_t opened_ = 0;  // each is a record of its own
};

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

TEST_P(SceneRun, GetsItsOutcomesHistoryAndStateAndRecordsNothingTwice) {
  const Scene& scene = GetParam();
  const Finished first = append();
  const std::vector<std::string> outcomes = lines_of(first.out);
  ASSERT_EQ(outcomes.size(), scene.events.size() + 1) << first.err;
  std::uint64_t refused = 0;
  for (std::size_t i = 0; i < scene.events.size(); ++i) {
    const ExpectedOutcome& expected = scene.outcomes[i];
    EXPECT_THAT(outcomes[i], StartsWith("{\"line\":" + std::to_string(i + 1) + ",\"outcome\":\"" +
                                        expected.code + "\""));
    if (expected.code == "rejected") ++refused;
    if (!expected.invariant) {
      EXPECT_THAT(outcomes[i], Not(HasSubstr("irregular")));
      continue;
    }
    const std::string number = std::to_string(*expected.invariant);
    EXPECT_THAT(outcomes[i],
                HasSubstr(expected.code == "rejected" ? "\"reason\":\"invariant " + number + ": "
                                                      : "{\"invariant\":" + number + ","));
  }
  EXPECT_EQ(first.exit_code, refused == 0 ? 0 : 65);

  std::uint64_t records = 0;
  for (const auto& [subject, count] : scene.histories) {
    const Finished history = open(subject);
    EXPECT_EQ(lines_of(history.out).size(), count) << subject << history.err;
    EXPECT_EQ(counts_in(store_.run({"customer", subject, "--json"}).out).at("version"), count);
    records += count + opened_;
    opened_ = 0;
    // What history prints is what was sent: it can be sent again.
    const Finished again = store_.run({"append", "--json", store_.file("again", history.out)});
    EXPECT_EQ(counts_in(lines_of(again.out).back(), "summary").at("duplicate"), count) << again.out;
  }
  EXPECT_EQ(store_.records(), records);
  const Finished second = append();
  const Counts summary = counts_in(lines_of(second.out).back(), "summary");
  EXPECT_EQ(summary.at("duplicate"), scene.events.size() - refused);
  // What was refused left no trace: sent again, it is decided anew, by what is known now.
  EXPECT_LE(summary.at("recorded"), refused);
  EXPECT_EQ(store_.records(), records + summary.at("recorded"));
  store_.expect_replay_agrees();
}

INSTANTIATE_TEST_SUITE_P(Scenes, SceneRun, testing::ValuesIn(read_scenes()),
                         [](const auto& info) { return test_name_of(info.param); });

}  // namespace
}  // namespace dangol::test
