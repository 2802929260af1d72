// kill -9 in the middle of the work. Whatever was acknowledged stands in the log, the log agrees with
// itself and with the live state, and the same call again completes the work.
#include <filesystem>
#include <map>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/data_file.h"
#include "tests/system/growth.h"
#include "tests/system/outcome_line.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

using ::testing::HasSubstr;

constexpr int kKills = 10;

// What outcome lines said: the place in the log, by the input's line.
using Places = std::map<std::uint64_t, std::string>;

class Kill : public ProgramStore, public testing::Test {};

// Each round sends the events from the first on, and kills once the outcome of a line further down
// was read, while later ones are on their way.
TEST_F(Kill, OfAnAppendLosesNothingThatWasAcknowledged) {
  constexpr int kEvents = 3300;
  constexpr int kOnTheWay = 700;
  const std::vector<std::string> events = many_events(kEvents);
  Places acknowledged;
  for (int round = 1; round <= kKills; ++round) {
    const std::size_t killed_at = static_cast<std::size_t>(round) * 250;
    std::string input;
    for (std::size_t i = 0; i < killed_at + kOnTheWay; ++i) input += events[i];
    Child append(command({"append", "-"}), folder());
    std::thread sender([&] { append.send(input); });
    for (std::size_t read = 0; read < killed_at; ++read) {
      const OutcomeLine outcome(append.read_line());
      ASSERT_EQ(outcome.line, read + 1);
      const bool known = acknowledged.contains(outcome.line);
      if (known) {
        EXPECT_EQ(outcome.code, "duplicate") << outcome.line;
        EXPECT_EQ(outcome.place, acknowledged[outcome.line]) << outcome.line;
      }
      acknowledged[outcome.line] = outcome.place;
    }
    append.kill();
    sender.join();
    EXPECT_EQ(append.wait().exit_code, -1);
    EXPECT_GE(expect_replay_agrees(), acknowledged.size());
  }

  std::string all;
  for (const std::string& event : events) all += event;
  const std::string input = file("all.ndjson", all);
  std::istringstream completed(run({"append", input}).out);
  for (std::string text; std::getline(completed, text);) {
    const OutcomeLine outcome(text);  // the summary, which is last, has no line's number
    const auto known = acknowledged.find(outcome.line);
    if (known == acknowledged.end()) continue;
    EXPECT_EQ(outcome.code, "duplicate") << text;
    EXPECT_EQ(outcome.place, known->second) << text;
  }
  EXPECT_EQ(run({"append", "--quiet", input}).out,
            "0 recorded, " + std::to_string(kEvents) + " duplicate\n");
  expect_replay_agrees();

  // Nothing is missing and nothing is there twice: the counts are those of a run without a kill.
  ProgramStore calm;
  calm.run({"append", "--quiet", input});
  EXPECT_EQ(counts_in(stat(), "types"), counts_in(calm.stat(), "types"));
}

// A unit is in the log whole or not at all, wherever the kill falls.
TEST_F(Kill, OfAUnitLeavesAllOfItOrNothing) {
  constexpr int kEvents = 900;
  run({"append"}, EventText().json());  // so that there is a log to watch
  std::uint64_t before = records();
  for (int round = 0; round < 4; ++round) {
    std::string unit;
    for (int i = 0; i < kEvents; ++i) {
      unit +=
          EventText{.id = std::to_string(i), .subject = "customer/unit-" + std::to_string(round)}
              .json();
    }
    const std::string input = file("unit", unit);
    {
      const Growth growth(std::filesystem::path(store()) / "log");
      Child append(command({"append", "--quiet", "--unit", input}), folder());
      growth.wait_for(static_cast<std::uint64_t>(round) * 100'000, append.output());
      append.kill();
      append.wait();
    }
    const std::uint64_t after = expect_replay_agrees();
    EXPECT_THAT(after - before, testing::AnyOf(0U, static_cast<std::uint64_t>(kEvents)));
    EXPECT_EQ(run({"append", "--quiet", "--unit", input}).exit_code, 0);
    EXPECT_EQ(records(), before + kEvents);
    before += kEvents;
  }
}

// The first start makes directories, keys and databases; it is cut short as each of them appears.
TEST_F(Kill, OfTheFirstStartLeavesAStoreThatTheNextOneFinishes) {
  const std::string event = EventText().json();
  for (const char* appears : {"store/lock", "store.key", "store/vault", "store/vault/CURRENT",
                              "store/log", "store/log/CURRENT", "store/meta", "store/derived"}) {
    ProgramStore fresh;
    {
      Child append(fresh.command({"append", "-"}), fresh.folder());
      append.send(event);
      while (!std::filesystem::exists(fresh.path(appears))) std::this_thread::yield();
      append.kill();
      EXPECT_EQ(append.wait().exit_code, -1);
    }
    const Finished next = fresh.run({"append"}, event);
    EXPECT_EQ(next.exit_code, 0) << "after " << appears << "\n" << next.err;
    EXPECT_EQ(fresh.records(), 1U) << "after " << appears;
    fresh.expect_replay_agrees();
  }
}

TEST_F(Kill, OfAnImportOfRealCallsIsMendedByTheSameImport) {
  const auto calls = data_file("bank-calls/calls_1999-02-01_to_02-21.tsv.gz");
  if (!calls) GTEST_SKIP() << "the data set bank-calls is not at hand";
  const std::filesystem::path log = std::filesystem::path(store()) / "log";
  // The first days, so that twenty runs over them take seconds.
  Child unpack({"bash", "-c", "zcat \"$0\" | head -n 12001", *calls}, folder());
  const Arguments import{"import", "--json", "--mapping",
                         DANGOL_SOURCE_DIR "/mappings/bank-calls.toml",
                         file("calls.tsv", unpack.wait().out)};
  ProgramStore calm;
  const Finished whole = calm.run(import);
  ASSERT_EQ(whole.exit_code, 0) << whole.err;
  const std::uint64_t events = counts_in(whole.out, "outcomes").at("recorded");
  const std::uint64_t bytes = counts_in(calm.stat()).at("entryAndCoreBytes");

  run({"append"}, EventText().json());  // so that there is a log to watch
  std::uint64_t missing = events;
  for (int round = 0; round < kKills; ++round) {
    const Growth growth(log);
    Child child(command(import), folder());
    // An even part of what is missing. The import writes on until the kill arrives, which is why some
    // parts are left over.
    const std::uint64_t part = bytes * missing / events / (kKills + 4 - round);
    EXPECT_TRUE(growth.wait_for(part, child.output())) << "it ended before kill " << round;
    child.kill();
    EXPECT_EQ(child.wait().exit_code, -1);
    missing = events + 1 - expect_replay_agrees();
  }
  const Counts last = counts_in(run(import).out, "outcomes");
  EXPECT_EQ(last.at("recorded"), missing);
  EXPECT_EQ(last.at("duplicate"), events - missing);
  EXPECT_EQ(counts_in(run(import).out, "outcomes").at("duplicate"), events);
  expect_replay_agrees();
  Counts types = counts_in(calm.stat(), "types");
  ++types["contact.started"];  // the event of the beginning
  EXPECT_EQ(counts_in(stat(), "types"), types);
}

}  // namespace
}  // namespace dangol::test
