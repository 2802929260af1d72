// What the program signs, alone and through a running writer, and what it refuses behind its anchor.
#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class Checkpoints : public ProgramStore, public testing::Test {
 protected:
  Finished record(const std::string& id, const Arguments& more = {}) const {
    Arguments arguments{"append", file("event", EventText{.id = id}.json())};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
};

TEST_F(Checkpoints, AreSignedNotesOfTheLogsOrigin) {
  ASSERT_EQ(record("e1", {"--origin", "log.example/care"}).exit_code, 0);
  const Finished checkpoint = run({"log", "checkpoint"});
  EXPECT_EQ(checkpoint.exit_code, 0) << checkpoint.err;
  EXPECT_THAT(checkpoint.out, AllOf(StartsWith("log.example/care\n1\n"),
                                    HasSubstr("\n\n\u2014 log.example/care ")));
  const Finished key = run({"log", "key"});
  EXPECT_THAT(key.out, AllOf(StartsWith("log.example/care+"), Not(HasSubstr("PRIVATE"))));
  EXPECT_EQ(fs::status(path("store.signing-key")).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_THAT(read_file(path("store.anchor")), HasSubstr(checkpoint.out));
}

TEST_F(Checkpoints, OfALogWhoseKeyIsLostGoOnUnderAnotherOriginThatCitesTheOldOne) {
  ASSERT_EQ(record("e1", {"--origin", "log.example/care"}).exit_code, 0);
  const std::string old_one = run({"log", "checkpoint"}).out;
  fs::remove(path("store.signing-key"));
  const Finished refused = record("e2");
  EXPECT_EQ(refused.exit_code, 64);
  EXPECT_THAT(refused.err, HasSubstr("is absent, though it has signed"));

  const Finished restored = run({"restore", "--origin", "log.example/care-2"});

  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_EQ(record("e2").exit_code, 0);
  const std::string root = old_one.substr(old_one.find("\n1\n") + 3, 44);
  EXPECT_THAT(run({"history", "heads/main"}).out,
              AllOf(HasSubstr("log.restored"), HasSubstr(root), HasSubstr("log.example/care")));
  EXPECT_THAT(run({"log", "checkpoint"}).out, StartsWith("log.example/care-2\n3\n"));
  EXPECT_THAT(run({"log", "key"}).out, StartsWith("log.example/care-2+"));
  EXPECT_EQ(run({"log", "check"}).exit_code, 0);
}

TEST_F(Checkpoints, ComeFromTheRunningWriterToo) {
  Child writer(command({"append", "-"}), folder());
  writer.send(EventText{.id = "e1"}.json());
  ASSERT_EQ(writer.read_line(), "1: recorded 0:0 @1");
  const Finished first = run({"log", "checkpoint", "--json"});
  EXPECT_EQ(counts_in(first.out).at("size"), 1U) << first.err;
  writer.send(EventText{.id = "e2"}.json());
  ASSERT_EQ(writer.read_line(), "2: recorded 0:1 @2");
  const Finished second = run({"log", "checkpoint"});
  const Finished key = run({"log", "key"});
  writer.end_input();
  EXPECT_EQ(writer.wait().exit_code, 0);
  EXPECT_EQ(run({"log", "checkpoint"}).out, second.out);
  EXPECT_THAT(run({"status"}).out, HasSubstr("; checkpoint of 2\n"));
  EXPECT_EQ(run({"log", "key"}).out, key.out);
}

TEST_F(Checkpoints, AreMadeWhenAWriterEndsUnlessLeftToDemand) {
  ASSERT_EQ(record("e1").exit_code, 0);
  EXPECT_THAT(read_file(path("store.anchor")), HasSubstr("checkpoint 0\n"));
  ASSERT_EQ(record("e2", {"--heads-every", "60"}).exit_code, 0);
  EXPECT_THAT(read_file(path("store.anchor")), HasSubstr("checkpoint 5\n"));
}

TEST_F(Checkpoints, AnIntervalThatIsNoneIsRefused) {
  for (const char* seconds : {"-1", "86401", "soon"}) {
    EXPECT_EQ(record("e1", {"--heads-every", seconds}).exit_code, 64) << seconds;
  }
  EXPECT_FALSE(fs::exists(store()));
  EXPECT_EQ(record("e1", {"--heads-every", "86400"}).exit_code, 0);
}

TEST_F(Checkpoints, AnOlderCopyOfTheStoreIsRefusedByEveryCommand) {
  ASSERT_EQ(record("e1").exit_code, 0);
  fs::copy(store(), path("backup"), fs::copy_options::recursive);
  ASSERT_EQ(record("e2").exit_code, 0);
  ASSERT_EQ(run({"log", "checkpoint"}).exit_code, 0);
  fs::remove_all(store());
  fs::rename(path("backup"), store());
  for (const Arguments& arguments :
       {Arguments{"append"}, {"log", "stat"}, {"history", "customer/kim"}, {"log", "checkpoint"}}) {
    const Finished refused = run(arguments, EventText{.id = "e3"}.json());
    EXPECT_EQ(refused.exit_code, 70);
    EXPECT_EQ(refused.out, "");
    EXPECT_THAT(refused.err, AllOf(HasSubstr("the log has 1 records"), HasSubstr("store.anchor"),
                                   HasSubstr("dangol restore")));
  }
}

}  // namespace
}  // namespace dangol::test
