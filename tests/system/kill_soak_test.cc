// Two hundred kills, each with an append in flight, in four stores side by side. Every run begins again
// some events back, as a sender does that does not know how far it came.
#include <algorithm>
#include <random>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>

#include "tests/system/outcome_line.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

constexpr int kKills = 50;  // a store
constexpr std::size_t kSent = 1200, kSentAgain = 60, kReadAtMost = 260;

class KillSoak : public ProgramStore, public testing::TestWithParam<unsigned> {
 protected:
  // What was acknowledged so far, by the number of the event from 1.
  std::map<std::uint64_t, std::string> acknowledged;

  // Takes the outcome of a run whose first line was event `first`.
  void take(const std::string& text, std::size_t first) {
    const OutcomeLine outcome(text);
    if (outcome.line == 0) return;  // cut off by the kill
    const std::uint64_t event = first + outcome.line - 1;
    const auto [known, is_new] = acknowledged.try_emplace(event, outcome.place);
    if (is_new) return;
    EXPECT_EQ(outcome.code, "duplicate") << "event " << event;
    EXPECT_EQ(outcome.place, known->second) << "event " << event;
  }
};

TEST_P(KillSoak, EveryAcknowledgedEventIsThereOnce) {
  std::mt19937 random(GetParam());
  std::vector<std::string> events = many_events(kKills * kReadAtMost + static_cast<int>(kSent));
  std::size_t first = 1, furthest = 0;
  for (int kills = 0; kills < kKills;) {
    ASSERT_LE(first - 1 + kSent, events.size()) << "the kills come too late";
    std::string input;
    for (std::size_t i = 0; i < kSent; ++i) input += events[first - 1 + i];
    Child append(command({"append", "-"}), folder());
    std::thread sender([&] { append.send(input); });
    const std::size_t to_read = 1 + random() % kReadAtMost;
    std::size_t read = 0;
    for (; read < to_read; ++read) take(append.read_line(), first);
    append.kill();
    sender.join();
    std::istringstream rest(append.wait().out);
    for (std::string text; std::getline(rest, text); ++read) {
      if (!rest.eof()) take(text, first);  // the last one may be cut off
    }
    if (read < kSent) ++kills;
    furthest = std::max(furthest, first - 1 + kSent);
    first = std::max(first + to_read, kSentAgain + 1) - kSentAgain;
    if (kills % 10 == 0) {
      EXPECT_GE(expect_replay_agrees(), acknowledged.size());
    }
  }

  events.resize(furthest);
  std::string all;
  for (const std::string& event : events) all += event;
  const std::string input = file("all.ndjson", all);
  std::istringstream completed(run({"append", input}).out);
  for (std::string text; std::getline(completed, text);) take(text, 1);
  EXPECT_EQ(acknowledged.size(), furthest);
  expect_replay_agrees();
  // Nothing is missing and nothing is there twice: the counts are those of a run without a kill.
  ProgramStore calm;
  calm.run({"append", "--quiet", input});
  EXPECT_EQ(counts_in(stat(), "types"), counts_in(calm.stat(), "types"));
}

INSTANTIATE_TEST_SUITE_P(FourStores, KillSoak, testing::Values(1U, 2U, 3U, 4U));

}  // namespace
}  // namespace dangol::test
