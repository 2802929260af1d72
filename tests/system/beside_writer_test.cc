// Commands beside a writer that has the store: they go through it, and print what they print alone.
#include <filesystem>
#include <regex>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/system/program.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class BesideWriter : public ProgramStore, public testing::Test {
 protected:
  BesideWriter() {
    std::string input;
    for (const std::string& line : many_events(400)) input += line;
    EXPECT_EQ(run({"append", "-q", file("events", input)}).exit_code, 0);
  }
  // A writer that has recorded one more event, and waits for input.
  std::unique_ptr<Child> writer(const std::string& id = "writer") {
    auto child = std::make_unique<Child>(command({"append", "-"}), folder());
    child->send(EventText{.id = id}.json());
    EXPECT_THAT(child->read_line(), HasSubstr("1: recorded"));
    return child;
  }
  fs::path socket() const { return fs::path(store()) / "socket"; }
};

// Without what depends on the moment, or on who has the store's files open.
std::string timeless(const std::string& text) {
  return std::regex_replace(text,
                            std::regex(R"(in [0-9.]+ s, [0-9]+ records/s|[0-9.]+ s, .*/s|)"
                                       R"("seconds":.*\}|a writer is running: its files.*|)"
                                       R"(every block of the store's files is.*)"),
                            "");
}

TEST_F(BesideWriter, ReadsPrintWhatTheyPrintAlone) {
  const std::vector<Arguments> reads{
      {"history", "customer/person-3"},
      {"history", "customer/person-3", "--as-of", "@2"},
      {"history", "customer/person-3", "--as-of", "#100"},
      {"history", "customer/nobody"},
      {"history", "customer/person-3", "--as-of", "yesterday"},
      {"record", "customer/person-3"},
      {"record", "customer/nobody"},
      {"record", "customer/person-3", "--as-of", "@2"},
      {"customer", "customer/person-3"},
      {"customer", "customer/person-3", "--json", "--as-of", "@1"},
      {"customer", "customer/nobody"},
      {"figures", "waits.abandonment", "--as-of", "#300"},
      {"figures", "waits.abandonment", "--as-of", "#300", "--by", "queue", "--csv"},
      {"figures", "waits.abandonment", "--as-of", "#300", "--open", "all", "--limit", "0",
       "--json"},
      {"figures", "waits.abandonment", "--as-of", "#300", "--by", "queue", "--plot"},
      {"figures", "waits.abandonment", "--as-of", "#100000"},
      {"figures", "waits.nothing"},
      {"replay", "--verify"},
      {"replay", "--json"},
      {"log", "check"},
      {"log", "stat"},
      {"log", "stat", "--json"},
      {"log", "dump", "--from", "17", "--count", "3"},
  };
  auto child = writer();
  std::vector<Finished> beside;
  for (const Arguments& arguments : reads) beside.push_back(run(arguments));
  child->end_input();
  EXPECT_EQ(child->wait().exit_code, 0);
  EXPECT_FALSE(fs::exists(socket()));
  for (std::size_t i = 0; i < reads.size(); ++i) {
    const Finished alone = run(reads[i]);
    SCOPED_TRACE(testing::PrintToString(reads[i]));
    EXPECT_EQ(beside[i].exit_code, alone.exit_code);
    EXPECT_EQ(timeless(beside[i].out), timeless(alone.out));
    EXPECT_EQ(beside[i].err, alone.err);
  }
}

TEST_F(BesideWriter, WhatIsOpenedIsRecordedAndTheSameAsAlone) {
  const std::vector<Arguments> reads{
      {"history", "customer/person-3", "--purpose", "care", "--json"},
      {"record", "customer/person-3", "--purpose", "care", "--json", "--as-of", "#200"},
      {"customer", "customer/person-3", "--purpose", "care"},
      {"history", "customer/nobody", "--purpose", "care"},
  };
  const auto records = [this] {
    return counts_in(run({"log", "stat", "--json"}).out, "types")["personaldata.accessed"];
  };
  std::uint64_t before = 0;
  const auto more_records = [&] {
    const std::uint64_t now = records();
    return now - std::exchange(before, now);
  };
  auto child = writer();
  std::vector<Finished> beside;
  std::vector<std::uint64_t> recorded;
  for (const Arguments& arguments : reads) {
    beside.push_back(run(arguments));
    recorded.push_back(more_records());
  }
  // A person's record may be put together from several streams: by then as many as stood before #200.
  EXPECT_THAT(recorded, testing::ElementsAre(1, testing::Ge(1), 1, 0));
  child->end_input();
  EXPECT_EQ(child->wait().exit_code, 0);
  for (std::size_t i = 0; i < reads.size(); ++i) {
    const Finished alone = run(reads[i]);
    SCOPED_TRACE(testing::PrintToString(reads[i]));
    EXPECT_EQ(beside[i].exit_code, alone.exit_code);
    EXPECT_EQ(beside[i].out, alone.out);
    EXPECT_EQ(beside[i].err, alone.err);
    EXPECT_EQ(more_records(), recorded[i]);
  }
  expect_replay_agrees();
}

TEST_F(BesideWriter, EventsAreRecordedWithTheOutcomesThatTheyHaveAlone) {
  const std::string more =
      EventText{.id = "a"}.json() + "no JSON\n" + EventText{.id = "writer"}.json() +
      EventText{.id = "b", .subject = "nobody"}.json() + EventText{.id = "c"}.json();
  auto child = writer();
  const Finished append = run({"append"}, more);
  EXPECT_EQ(append.exit_code, 65);
  EXPECT_THAT(append.out,
              AllOf(HasSubstr("1: recorded 0:"), HasSubstr("2: rejected - "),
                    HasSubstr("3: duplicate 0:"), HasSubstr("4: rejected - subject "),
                    HasSubstr("5: recorded 0:"), HasSubstr("2 recorded, 1 duplicate, 2 rejected")));
  // The writer itself goes on.
  child->send(EventText{.id = "c"}.json());
  EXPECT_THAT(child->read_line(), StartsWith("2: duplicate"));
  child->end_input();
  child->wait();
  EXPECT_THAT(run({"append"}, more).out, HasSubstr("0 recorded, 3 duplicate, 2 rejected"));
  expect_replay_agrees();
}

TEST_F(BesideWriter, ManyEventsComeBackInTheirOrder) {
  std::string input;
  for (int i = 0; i < 5000; ++i) {
    input += EventText{.id = "m" + std::to_string(i)}.json();
  }
  auto child = writer();
  const Finished append = run({"append", "--json", file("many", input)});
  EXPECT_EQ(append.exit_code, 0) << append.err;
  std::istringstream lines(append.out);
  std::string line;
  for (int i = 1; i <= 5000; ++i) {
    ASSERT_TRUE(std::getline(lines, line));
    ASSERT_THAT(line, AllOf(StartsWith("{\"line\":" + std::to_string(i) + ","),
                            HasSubstr("\"version\":\"" + std::to_string(i + 1) + "\"")));
  }
}

TEST_F(BesideWriter, AKilledWriterLeavesASocketThatTheNextOneReplaces) {
  auto killed = writer("first");
  killed->kill();
  killed->wait();
  ASSERT_TRUE(fs::exists(socket()));
  EXPECT_THAT(run({"status"}).out, StartsWith("nobody writes"));
  auto next = writer("second");
  EXPECT_THAT(run({"status"}).out, StartsWith("process " + std::to_string(next->id()) + " writes"));
  EXPECT_EQ(expect_replay_agrees(), records());
}

TEST_F(BesideWriter, WhoRecordsThroughAWriterGoesOnWhenThatOneEnds) {
  auto child = writer();
  Child append(command({"append", "-"}), folder());
  int line = 0;
  const auto send = [&](int events) {
    for (int i = 0; i < events; ++i) {
      append.send(EventText{.id = "a" + std::to_string(line + i)}.json());
    }
    for (int i = 0; i < events; ++i) {
      const std::string number = std::to_string(++line);
      ASSERT_THAT(append.read_line(), StartsWith(number + ": recorded"));
    }
  };
  send(50);
  child->end_input();
  // The writer ends while these are on their way.
  send(500);
  EXPECT_EQ(child->wait().exit_code, 0);
  send(50);
  // It is the writer now.
  EXPECT_THAT(run({"status"}).out, StartsWith("process " + std::to_string(append.id())));
  EXPECT_THAT(run({"history", "customer/kim"}).out, HasSubstr("601 records of customer/kim"));
  append.end_input();
  EXPECT_EQ(append.wait().exit_code, 0);
  EXPECT_EQ(expect_replay_agrees(), records());
}

TEST_F(BesideWriter, WhoRecordsThroughAWriterThatIsKilledGoesOnBehindWhatIsUnknown) {
  auto killed = writer();
  Child append(command({"append", "-"}), folder());
  append.send(EventText{.id = "a"}.json());
  ASSERT_THAT(append.read_line(), HasSubstr("1: recorded"));
  killed->kill();
  killed->wait();
  append.send(EventText{.id = "b"}.json());
  const std::string second = append.read_line();
  EXPECT_THAT(second, testing::AnyOf(StartsWith("2: recorded"),
                                     AllOf(StartsWith("2: unknown"), HasSubstr("again is safe"))));
  append.send(EventText{.id = "c"}.json());
  EXPECT_THAT(append.read_line(), StartsWith("3: recorded"));
  append.end_input();
  append.wait();
  // What was acknowledged is there once.
  EXPECT_THAT(run({"append"}, EventText{.id = "a"}.json() + EventText{.id = "b"}.json() +
                                  EventText{.id = "c"}.json())
                  .out,
              AllOf(HasSubstr("1: duplicate"), HasSubstr("3: duplicate")));
  expect_replay_agrees();
}

}  // namespace
}  // namespace dangol::test
