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

TEST_F(HistoryProofs, SayThatAnAuditorSawTheDirectory) {
  record("e1");
  record("e1", "customer/lee");
  ASSERT_EQ(prove("first.proof").exit_code, 0);
  const Arguments look{"log",    "audit-directory", "--key",    path("a.key"),
                       "--name", "audit.example",   "--output", path("directory.audit")};
  const Finished refused = run(look);
  EXPECT_EQ(refused.exit_code, 64) << "no purpose";
  const std::uint64_t before = records();
  Arguments with = look;
  with.insert(with.end(), {"--purpose", "access", "--reason", "the yearly audit"});
  const Finished audit = run(with);
  ASSERT_EQ(audit.exit_code, 0) << audit.err;
  EXPECT_EQ(records(), before + 1) << "it is on record";
  EXPECT_THAT(audit.err + audit.out, Not(HasSubstr("customer/")));
  EXPECT_THAT(run({"access", "--purpose", "access"}).out,
              HasSubstr("search    the directory of all streams (2)"));
  // Through a writer the same statement, on record as well.
  Child writer(command({"append", "-"}), folder());
  writer.send(EventText{.id = "e2"}.json());
  EXPECT_THAT(writer.read_line(), HasSubstr("recorded"));
  with[7] = path("beside.audit");
  const Finished beside = run(with);
  EXPECT_EQ(beside.exit_code, 0) << beside.err;
  EXPECT_EQ(read_file(path("beside.audit")), read_file(path("directory.audit")));
  writer.end_input();
  EXPECT_EQ(writer.wait().exit_code, 0);
  EXPECT_THAT(run({"access", "--json", "--purpose", "access"}).out,
              testing::ContainsRegex("directory of all streams(.|\n)*directory of all streams"));
  const std::string key = audit.err.substr(audit.err.find("audit.example+"));
  ASSERT_EQ(prove("kim.proof", {"--audit", path("directory.audit")}).exit_code, 0);
  const std::string log_key = run({"log", "key"}).out;
  const Finished verified =
      run({"log", "verify", "--offline", path("kim.proof"), "--origin",
           log_key.substr(0, log_key.find('+')), "--key", log_key.substr(0, log_key.size() - 1),
           "--auditor", key.substr(0, key.find('\n'))});
  ASSERT_EQ(verified.exit_code, 0) << verified.err;
  EXPECT_THAT(verified.out,
              AllOf(HasSubstr("the map was recomputed by: audit.example"),
                    HasSubstr("the directory of the vault was seen by audit.example: 2 "
                              "subjects have one each, 0 streams were erased, and "
                              "nobody has another")));
}

TEST_F(HistoryProofs, WithWordsAreAnExportOnRecord) {
  record("e1");
  EXPECT_EQ(prove("kim.proof", {"--with-words"}).exit_code, 64);
  EXPECT_EQ(run({"log", "prove", "history", "customer/nobody", "--with-words", "--purpose", "care",
                 "--reason", "request 17"})
                .exit_code,
            66);
  EXPECT_EQ(records(), 1U);
  ASSERT_EQ(
      prove("kim.proof", {"--with-words", "--purpose", "care", "--reason", "request 17"}).exit_code,
      0);
  EXPECT_THAT(run({"access", "--purpose", "access"}).out, HasSubstr("export    customer/kim"));
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
