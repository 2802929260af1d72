// Who looks at personal data is on record before, as a user meets it: the register, and exports.
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
using ::testing::Not;

const std::string kScene = DANGOL_SOURCE_DIR "/tests/scenes/five-transfers.ndjson";
constexpr const char* kSaid = "다섯 번째입니다";

class Access : public ProgramStore, public testing::Test {
 protected:
  Access() { EXPECT_EQ(run({"append", "-q", kScene}).exit_code, 0); }
  std::uint64_t accesses() const { return counts_in(stat(), "types")["personaldata.accessed"]; }
};

TEST_F(Access, IsOnRecordWhoeverIsKilledOnceAWordWasShown) {
  const Arguments open = {"history", "customer/fifth-call", "--purpose", "care"};
  // The reader itself has the store.
  Child reader(command(open), folder());
  EXPECT_THAT(reader.read_line(), HasSubstr("@1"));
  reader.kill();
  reader.wait();
  EXPECT_EQ(accesses(), 1u);
  // A writer has it, and dies with the answer on its way.
  Child writer(command({"append", "-"}), folder());
  writer.send(EventText{.id = "more"}.json());
  EXPECT_THAT(writer.read_line(), HasSubstr("1: recorded"));
  Child beside(command(open), folder());
  EXPECT_THAT(beside.read_line(), HasSubstr("@1"));
  writer.kill();
  writer.wait();
  beside.wait();
  EXPECT_EQ(accesses(), 2u);
}

TEST_F(Access, IsShownReviewedAndEndedByCommands) {
  run({"history", "customer/fifth-call", "--purpose", "care", "--account", "ann", "--reason",
       "call"});
  const Finished redacted = run({"access"});
  EXPECT_THAT(redacted.out, AllOf(HasSubstr("view"), Not(HasSubstr("ann")),
                                  Not(HasSubstr("fifth-call")), HasSubstr("1 record\n")));
  EXPECT_THAT(redacted.err, HasSubstr("--purpose opens them"));
  EXPECT_THAT(run({"access", "--subject", "customer/fifth-call", "--purpose", "access"}).out,
              AllOf(HasSubstr("ann "), HasSubstr("customer/fifth-call  for care"),
                    HasSubstr("because: call")));
  EXPECT_THAT(run({"access", "--account", "nobody"}).out, HasSubstr("0 records\n"));
  EXPECT_EQ(run({"access", "--month", "May"}).exit_code, 64);
  EXPECT_EQ(run({"access", "review", "9000-01"}).exit_code, 64);
  const Finished review = run({"access", "review", "2020-01", "--as", "ann", "--findings", "none"});
  EXPECT_EQ(review.exit_code, 0) << review.err;
  EXPECT_THAT(run({"access", "--month", "2020-01", "--purpose", "access"}).out,
              AllOf(HasSubstr("reviewed the records of 2020-01: none"), HasSubstr("1 record\n")));
  EXPECT_EQ(run({"access", "expire"}).out, "no access record is old enough\n");
  expect_replay_agrees();
}

TEST_F(Access, AnExportHasEverythingAndNeedsAReason) {
  const Arguments half = {"export", "customer/fifth-call", path("out"), "--purpose", "care"};
  const Finished refused = run(half);
  EXPECT_EQ(refused.exit_code, 64);
  EXPECT_THAT(refused.err, HasSubstr("--reason"));
  EXPECT_FALSE(fs::exists(path("out")));
  EXPECT_EQ(accesses(), 0u);
  Arguments whole = half;
  whole.insert(whole.end(), {"--reason", "request 17"});
  const Finished done = run(whole);
  ASSERT_EQ(done.exit_code, 0) << done.err;
  EXPECT_EQ(accesses(), 1u);
  EXPECT_THAT(read_file(path("out/record.json")), HasSubstr(kSaid));
  EXPECT_THAT(read_file(path("out/record.html")), HasSubstr(kSaid));
  EXPECT_THAT(read_file(path("out/words.jsonl")),
              AllOf(HasSubstr(kSaid), HasSubstr(R"("field":"message.exchanged: text")")));
  EXPECT_EQ(run(whole).exit_code, 64) << "the folder is not empty";
  EXPECT_EQ(run({"export", "customer/nobody", path("none"), "--purpose", "care", "--reason", "x"})
                .exit_code,
            66);

  // Through a writer the same files.
  Child writer(command({"append", "-"}), folder());
  writer.send(EventText{.id = "more"}.json());
  EXPECT_THAT(writer.read_line(), HasSubstr("1: recorded"));
  whole[2] = path("beside");
  EXPECT_EQ(run(whole).exit_code, 0);
  for (const char* file : {"/record.json", "/record.html", "/words.jsonl"}) {
    EXPECT_EQ(read_file(path("beside") + file), read_file(path("out") + file)) << file;
  }
}

}  // namespace
}  // namespace dangol::test
