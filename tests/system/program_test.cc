// The program as a user meets it: each command, what it prints and its exit status.
#include "tests/system/program.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/json_check.h"

namespace dangol::test {
namespace {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kScene = DANGOL_SOURCE_DIR "/tests/scenes/five-transfers.ndjson";

class Program : public ProgramStore, public testing::Test {
 protected:
  Finished append_scene() { return run({"append", kScene}); }
};

bool is_json_lines(const std::string& text) {
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (!JsonTape().read(line).ok()) return false;
  }
  return !text.empty();
}

TEST_F(Program, AppendsAFileAndSaysWhatBecameOfEachLine) {
  const Finished appended = append_scene();
  EXPECT_EQ(appended.exit_code, 0);
  EXPECT_THAT(appended.out, StartsWith("1: recorded 0:0 @1\n2: recorded 0:1 @2\n"));
  EXPECT_THAT(appended.out, HasSubstr("\n14 recorded\n"));
  EXPECT_THAT(appended.err, IsEmpty());
}

TEST_F(Program, AppendsStandardInput) {
  const Finished appended = run({"append"}, EventText().json());
  EXPECT_EQ(appended.exit_code, 0);
  EXPECT_EQ(appended.out, "1: recorded 0:0 @1\n1 recorded\n");
}

TEST_F(Program, AnswersASenderThatWaitsBeforeItSendsMore) {
  Child append(command({"append", "-"}), folder());
  append.send(EventText{.id = "a"}.json());
  EXPECT_EQ(append.read_line(), "1: recorded 0:0 @1");
  append.send(EventText{.id = "b"}.json() + EventText{.id = "a"}.json());
  EXPECT_EQ(append.read_line(), "2: recorded 0:1 @2");
  EXPECT_EQ(append.read_line(), "3: duplicate 0:0 @1");
  append.end_input();
  EXPECT_EQ(append.wait().out, "2 recorded, 1 duplicate\n");
}

TEST_F(Program, RecordsNothingOfAFileThatWasSentBefore) {
  append_scene();
  const std::string before = stat();
  const Finished again = append_scene();
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.out, HasSubstr("\n0 recorded, 14 duplicate\n"));
  EXPECT_EQ(stat(), before);
  EXPECT_EQ(run({"append", "--quiet", kScene}).out, "0 recorded, 14 duplicate\n");
}

TEST_F(Program, RefusesOtherContentUnderAKnownIdAsAConflict) {
  run({"append"}, EventText().json());
  const Finished again = run({"append"}, EventText{.contact = "c2"}.json());
  EXPECT_EQ(again.exit_code, 65);
  EXPECT_THAT(again.out, StartsWith("1: conflict"));
  EXPECT_EQ(records(), 1U);
}

TEST_F(Program, RecordsTheGoodLinesBesideABadOne) {
  const Finished appended =
      run({"append"}, EventText{.id = "a"}.json() + "{\"id\":}\n" + EventText{.id = "b"}.json());
  EXPECT_EQ(appended.exit_code, 65);
  EXPECT_THAT(appended.out, HasSubstr("\n2: rejected - "));
  EXPECT_THAT(appended.out, HasSubstr("\n3: recorded 0:1 @2\n2 recorded, 1 rejected\n"));
}

TEST_F(Program, RecordsAUnitWhole) {
  const std::string unit = EventText{.id = "a"}.json() + EventText{.id = "b"}.json();
  EXPECT_THAT(run({"append", "--unit"}, unit).out, HasSubstr("2 recorded"));
  EXPECT_EQ(run({"append", "--unit"}, unit).out,
            "1: duplicate 0:0 @1\n2: duplicate 0:1 @2\n0 recorded, 2 duplicate\n");
}

TEST_F(Program, RecordsNothingOfAUnitOfWhichAPartIsRefused) {
  const std::string good = EventText{.id = "a"}.json();
  const Finished malformed = run({"append", "--unit"}, good + "{\"id\":}\n");
  EXPECT_EQ(malformed.exit_code, 65);
  EXPECT_THAT(malformed.out, HasSubstr("because of line 2"));
  const Finished two =
      run({"append", "--unit"}, good + EventText{.id = "b", .subject = "customer/lee"}.json());
  EXPECT_EQ(two.exit_code, 65);
  EXPECT_THAT(two.out, HasSubstr("subject"));
  EXPECT_EQ(records(), 0U);
}

TEST_F(Program, ShowsAHistoryAsOfAMoment) {
  append_scene();
  const std::string who = "customer/fifth-call";
  EXPECT_THAT(run({"history", who}).out, AllOf(StartsWith("@1 "), HasSubstr("14 records of ")));
  EXPECT_THAT(run({"history", who, "--as-of", "@9"}).out, HasSubstr("9 records of "));
  EXPECT_THAT(run({"history", who, "--as-of", "#0"}).out, HasSubstr("1 record of "));
  EXPECT_THAT(run({"history", who, "--as-of", "2016-01-01"}).out, HasSubstr("0 records of "));
  EXPECT_THAT(run({"history", who, "--as-of", "9000-01-01"}).out, HasSubstr("14 records of "));
}

TEST_F(Program, OpensPrivateWordsOnlyWhenAsked) {
  append_scene();
  const std::string said = "다섯 번째입니다";
  EXPECT_THAT(run({"history", "customer/fifth-call"}).out, Not(HasSubstr(said)));
  EXPECT_THAT(run({"history", "customer/fifth-call", "--purpose", "care"}).out, HasSubstr(said));
  EXPECT_THAT(run({"log", "dump"}).out, AllOf(Not(HasSubstr(said)), Not(HasSubstr("fifth-call"))));
}

TEST_F(Program, ShowsTheStateOfASubject) {
  append_scene();
  const Arguments show{"customer", "customer/fifth-call", "--purpose", "care"};
  const Finished now = run(show);
  EXPECT_EQ(now.exit_code, 0);
  EXPECT_THAT(now.out, HasSubstr("\"version\": 14"));
  EXPECT_THAT(now.out, HasSubstr("officer-park"));
  Arguments then = show;
  then.insert(then.end(), {"--as-of", "@9"});
  EXPECT_THAT(run(then).out, Not(HasSubstr("officer-park")));
}

TEST_F(Program, LooksAtTheLog) {
  append_scene();
  const Counts types = counts_in(stat(), "types");
  EXPECT_EQ(types.at("issue.handedoff"), 5U);
  EXPECT_THAT(run({"log", "stat"}).out, StartsWith("14 records of 1 streams\n"));
  EXPECT_THAT(run({"log", "check"}).out, StartsWith("14 records of 1 streams: every entry"));
  const std::string dumped = run({"log", "dump", "--from", "3", "--count", "2"}).out;
  EXPECT_EQ(std::count(dumped.begin(), dumped.end(), '\n'), 2);
  EXPECT_THAT(dumped, StartsWith("{\"place\":\"0:3\""));
}

TEST_F(Program, ReplaysAndAgrees) {
  append_scene();
  EXPECT_THAT(run({"replay"}).out, HasSubstr("replayed 14 records of 1 streams"));
  EXPECT_THAT(run({"replay", "--verify"}).out, HasSubstr("all equal to the replay"));
  EXPECT_EQ(expect_replay_agrees(), 14U);
}

TEST_F(Program, PrintsJsonLinesForMachines) {
  EXPECT_TRUE(is_json_lines(run({"--json", "append", kScene}).out));
  EXPECT_TRUE(is_json_lines(run({"append", "--json"}, "{}\n{\"id\":\"\\u0001\"}\n").out));
  for (const Arguments& command : {Arguments{"history", "customer/fifth-call"},
                                   {"history", "customer/fifth-call", "--purpose", "care"},
                                   {"customer", "customer/fifth-call"},
                                   {"replay"},
                                   {"replay", "--verify"},
                                   {"log", "stat"},
                                   {"log", "check"},
                                   {"log", "dump"}}) {
    Arguments as_json = command;
    as_json.emplace_back("--json");
    const Finished done = run(as_json);
    EXPECT_EQ(done.exit_code, 0) << command.front();
    EXPECT_TRUE(is_json_lines(done.out)) << command.front() << "\n" << done.out;
  }
  const Finished failed = run({"--json", "history", "customer/nobody"});
  EXPECT_TRUE(is_json_lines(failed.err)) << failed.err;
  EXPECT_EQ(counts_in(failed.err).at("exit"), 66U);
}

TEST_F(Program, SaysThatItsOutputCannotBeWritten) {
  append_scene();
  for (const char* command :
       {"log stat", "log dump", "history customer/fifth-call --purpose care"}) {
    Child full({"bash", "-c", "exec \"$0\" --data \"$1\" " + std::string(command) + " > /dev/full",
                DANGOL_PROGRAM, store()},
               folder());
    const Finished done = full.wait();
    EXPECT_EQ(done.exit_code, 73) << command;
    EXPECT_EQ(done.err, "dangol: standard output cannot be written\n");
  }
}

TEST_F(Program, TeachesEveryCommandByItsHelp) {
  for (const Arguments& command : {Arguments{},
                                   {"append"},
                                   {"import"},
                                   {"history"},
                                   {"customer"},
                                   {"replay"},
                                   {"log"},
                                   {"log", "stat"},
                                   {"log", "dump"},
                                   {"log", "verify"},
                                   {"completion"}}) {
    Arguments help = command;
    help.emplace_back("--help");
    const Finished shown = run(help);
    EXPECT_EQ(shown.exit_code, 0);
    std::string usage = "Usage: dangol";
    for (const std::string& word : command) usage += " " + word;
    EXPECT_THAT(shown.out, HasSubstr(usage));
  }
  EXPECT_THAT(run({"--help"}).out, HasSubstr("Exit status"));
  EXPECT_THAT(run({"--version"}).out, HasSubstr("0.1"));
}

TEST_F(Program, SaysHowItIsUsedWhenTheCommandLineMakesNoSense) {
  for (const Arguments& command : {Arguments{},
                                   {"nonsense"},
                                   {"append", "--nonsense"},
                                   {"history"},
                                   {"log"},
                                   {"replay", "--threads", "0"},
                                   {"import", "rows.csv"},
                                   {"log", "dump", "--from", "x"}}) {
    const Finished refused = run(command);
    EXPECT_EQ(refused.exit_code, 64) << (command.empty() ? "no command" : command.front());
    EXPECT_THAT(refused.err, HasSubstr("--help"));
  }
  EXPECT_FALSE(std::filesystem::exists(store()));
}

TEST_F(Program, SaysWhatIsNotThere) {
  EXPECT_THAT(run({"log", "stat"}), AllOf(Field(&Finished::exit_code, 66),
                                          Field(&Finished::err, HasSubstr("there is no store"))));
  EXPECT_FALSE(std::filesystem::exists(store()));
  append_scene();
  EXPECT_THAT(run({"history", "customer/nobody"}),
              AllOf(Field(&Finished::exit_code, 66),
                    Field(&Finished::err, HasSubstr("customer/nobody: nothing is recorded"))));
  EXPECT_EQ(run({"customer", "customer/nobody"}).exit_code, 66);
  EXPECT_EQ(run({"append", "absent.ndjson"}).exit_code, 66);
  EXPECT_EQ(run({"history", "customer/fifth-call", "--as-of", "once"}).exit_code, 64);
}

}  // namespace
}  // namespace dangol::test
