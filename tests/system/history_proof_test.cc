// A subject's history, proved by the program, alone and through a running writer.
#include <algorithm>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class HistoryProofs : public ProgramStore, public testing::Test {
 protected:
  void record(const std::string& id, const std::string& subject = "customer/kim") const {
    const Finished done =
        run({"append", file("event", EventText{.id = id, .subject = subject}.json())});
    ASSERT_EQ(done.exit_code, 0) << done.err;
  }
  Finished prove(const std::string& to, const Arguments& more = {}) const {
    Arguments arguments{"log", "prove", "history", "customer/kim", "--output", path(to)};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
};

TEST_F(HistoryProofs, NameNobodyAndAddOneRecordForAllThatAreAskedForAtOnce) {
  record("e1");
  record("e2");
  record("e1", "customer/lee");
  ASSERT_EQ(prove("kim.proof").exit_code, 0);
  const std::string proof = read_file(path("kim.proof"));
  EXPECT_THAT(proof, StartsWith(R"({"form":"dangol history proof v1")"));
  EXPECT_EQ(std::count(proof.begin(), proof.end(), '\n'), 3) << "the head and two records";
  EXPECT_THAT(proof, Not(HasSubstr("customer/kim")));
  EXPECT_EQ(records(), 4U);
  EXPECT_EQ(run({"log", "prove", "history", "customer/lee"}).exit_code, 0);
  EXPECT_EQ(records(), 4U);
  EXPECT_EQ(expect_replay_agrees(), 4U);
}

TEST_F(HistoryProofs, ComeFromTheRunningWriterToo) {
  Child writer(command({"append", "-"}), folder());
  writer.send(EventText{.id = "e1"}.json());
  ASSERT_EQ(writer.read_line(), "1: recorded 0:0 @1");
  const Finished proved = prove("kim.proof");
  EXPECT_EQ(proved.exit_code, 0) << proved.err;
  const std::string proof = read_file(path("kim.proof"));
  EXPECT_EQ(std::count(proof.begin(), proof.end(), '\n'), 2);
  writer.end_input();
  EXPECT_EQ(writer.wait().exit_code, 0);
  ASSERT_EQ(prove("again.proof").exit_code, 0);
  EXPECT_EQ(read_file(path("again.proof")), proof) << "nothing came in between";
}

TEST_F(HistoryProofs, CarryWhatAnAuditorSigned) {
  record("e1");
  const Finished none =
      run({"log", "audit-heads", "--key", path("a.key"), "--name", "audit.example"});
  EXPECT_EQ(none.exit_code, 66) << none.err;
  ASSERT_EQ(prove("first.proof").exit_code, 0);
  record("e2");
  const Finished audit = run({"log", "audit-heads", "--key", path("a.key"), "--name",
                              "audit.example", "--output", path("heads.audit")});
  ASSERT_EQ(audit.exit_code, 0) << audit.err;
  EXPECT_THAT(audit.err, AllOf(HasSubstr("audit.example+"), Not(HasSubstr("PRIVATE"))));
  EXPECT_THAT(read_file(path("heads.audit")), StartsWith("dangol heads audit v1\n"));
  const Finished proved = prove("kim.proof", {"--audit", path("heads.audit")});
  ASSERT_EQ(proved.exit_code, 0) << proved.err;
  EXPECT_THAT(read_file(path("kim.proof")), HasSubstr("dangol heads audit v1"));
}

TEST_F(HistoryProofs, AreNotMadeOfNobody) {
  record("e1");
  const Finished nobody = run({"log", "prove", "history", "customer/nobody"});
  EXPECT_EQ(nobody.exit_code, 66);
  EXPECT_THAT(nobody.err, Not(HasSubstr("customer/nobody")));
  EXPECT_EQ(records(), 1U) << "nothing was recorded for it";
  const Finished no_note = prove("kim.proof", {"--audit", path("absent")});
  EXPECT_EQ(no_note.exit_code, 64) << no_note.err;
  EXPECT_FALSE(std::filesystem::exists(path("kim.proof")));
}

}  // namespace
}  // namespace dangol::test
