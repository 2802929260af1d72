// Who may open a store, and when the program refuses to touch one.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class StoreUse : public ProgramStore, public testing::Test {
 protected:
  StoreUse() { run({"append"}, EventText().json()); }
};

TEST_F(StoreUse, ASecondProcessIsToldWhoHasTheStoreWhenThatOneLetsNobodyIn) {
  Child first(command({"append", "-"}), folder());
  first.send(EventText{.id = "e2"}.json());
  ASSERT_EQ(first.read_line(), "1: recorded 0:1 @2");
  fs::remove(fs::path(store()) / "socket");
  for (const Arguments& arguments :
       {Arguments{"append", file("more", EventText{.id = "e3"}.json())}, {"log", "stat"}}) {
    const Finished second = run(arguments);
    EXPECT_EQ(second.exit_code, 75);
    EXPECT_THAT(second.out, IsEmpty());
    EXPECT_THAT(second.err, AllOf(StartsWith("dangol: "), HasSubstr(store() + " is in use"),
                                  HasSubstr("process " + std::to_string(first.id()))));
  }
  first.end_input();
  EXPECT_EQ(first.wait().exit_code, 0);
  EXPECT_EQ(records(), 2U);
}

TEST_F(StoreUse, ALockOfAKilledProcessIsNoLock) {
  Child first(command({"append", "-"}), folder());
  first.send(EventText{.id = "e2"}.json());
  ASSERT_EQ(first.read_line(), "1: recorded 0:1 @2");
  first.kill();
  EXPECT_EQ(first.wait().exit_code, -1);
  EXPECT_EQ(records(), 2U);
}

TEST_F(StoreUse, AKeyFileThatOthersMayReadIsRefused) {
  const std::string key = path("store.key");
  EXPECT_EQ(fs::status(key).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  fs::permissions(key, fs::perms::group_read, fs::perm_options::add);
  const Finished refused = run({"log", "stat"});
  EXPECT_EQ(refused.exit_code, 64);
  EXPECT_THAT(refused.err, AllOf(HasSubstr(key), HasSubstr("chmod 600")));
  fs::permissions(key, fs::perms::group_read, fs::perm_options::remove);
  EXPECT_EQ(records(), 1U);
}

TEST_F(StoreUse, AStoreWhoseKeyFileIsGoneIsRefusedAndNoOtherIsMade) {
  fs::rename(path("store.key"), path("elsewhere"));
  const Finished refused = run({"append"}, EventText{.id = "e2"}.json());
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("store.key"));
  EXPECT_FALSE(fs::exists(path("store.key")));
  EXPECT_THAT(run({"log", "stat", "--key-file", path("elsewhere")}).out, StartsWith("1 records"));
}

TEST_F(StoreUse, AStoreOfANewerFormatIsRefusedAndLeftAsItIs) {
  const fs::path meta = fs::path(store()) / "meta";
  std::string text = read_file(meta);
  text.replace(text.find("format 1"), 8, "format 9");
  text.resize(text.find("crc32c"));  // else it would be damage
  write_file(meta, text);
  const std::string log = bytes_below(fs::path(store()) / "log");
  for (const Arguments& arguments : {Arguments{"append"}, {"log", "stat"}, {"replay"}}) {
    const Finished refused = run(arguments, EventText{.id = "e2"}.json());
    EXPECT_EQ(refused.exit_code, 64);
    EXPECT_THAT(refused.err, AllOf(HasSubstr("newer dangol"), HasSubstr("store format 9")));
  }
  EXPECT_EQ(read_file(meta), text);
  EXPECT_EQ(bytes_below(fs::path(store()) / "log"), log);
}

TEST_F(StoreUse, ADirectoryThatIsNoStoreIsRefusedAndLeftAsItIs) {
  fs::create_directory(path("photos"));
  write_file(path("photos/cat"), "a cat");
  Child append({DANGOL_PROGRAM, "--data", path("photos"), "append"}, folder());
  append.send(EventText().json());
  append.end_input();
  const Finished refused = append.wait();
  EXPECT_EQ(refused.exit_code, 64);
  EXPECT_THAT(refused.err, HasSubstr("not a dangol store"));
  EXPECT_EQ(std::distance(fs::directory_iterator(path("photos")), {}), 1);
}

TEST_F(StoreUse, ADamagedLogIsNamedWithExitStatus70) {
  Child append(command({"append", "-"}), folder());
  for (const char* id : {"e2", "e3"}) {
    append.send(EventText{.id = id}.json());
    ASSERT_THAT(append.read_line(), HasSubstr("recorded"));
  }
  append.end_input();
  append.wait();
  // One byte of the first source in the write-ahead file, which stands in clear in its core.
  for (const auto& file : fs::directory_iterator(fs::path(store()) / "log")) {
    std::string bytes = read_file(file.path());
    const std::size_t at = bytes.find("/test");
    if (at == bytes.npos || file.path().extension() != ".log") continue;
    bytes[at + 1] = 'T';
    write_file(file.path(), bytes);
  }
  const Finished checked = run({"log", "check"});
  EXPECT_EQ(checked.exit_code, 70) << checked.out;
  EXPECT_THAT(checked.err, Not(IsEmpty()));
}

TEST_F(StoreUse, DerivedDataMayBeDeleted) {
  fs::remove_all(fs::path(store()) / "derived");
  EXPECT_THAT(run({"history", "customer/kim"}).out, HasSubstr("1 record of"));
  EXPECT_THAT(run({"append"}, EventText().json()).out, HasSubstr("1 duplicate"));
  expect_replay_agrees();
}

class Completion : public ProgramStore, public testing::Test {
 protected:
  Completion() : script_(file("completion.bash", run({"completion"}).out)) {}
  // What bash offers for a command line whose last word is being typed.
  std::string completed(const std::string& words) const {
    Child bash({"bash", "-c",
                "source \"$0\"; COMP_WORDS=(" + words +
                    "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _dangol; echo \"${COMPREPLY[*]}\"",
                script_},
               folder());
    return bash.wait().out;
  }
  std::string script_;
};

TEST_F(Completion, IsBash) {
  Child bash({"bash", "-n", script_}, folder());
  const Finished checked = bash.wait();
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
}

TEST_F(Completion, CompletesCommandsOptionsAndFiles) {
  EXPECT_EQ(completed("dangol rep"), "replay\n");
  EXPECT_EQ(completed("dangol figures waits.aband"), "waits.abandonment\n");
  EXPECT_EQ(completed("dangol replay --v"), "--verify\n");
  EXPECT_EQ(completed("dangol log c"), "checkpoint\n");
  EXPECT_EQ(completed("dangol --data somewhere hi"), "history\n");
  EXPECT_EQ(completed("dangol append comp"), "completion.bash\n");
}

}  // namespace
}  // namespace dangol::test
