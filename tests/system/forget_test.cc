// Forgetting by the program: what no file and no output may hold, beside a writer, and from a backup.
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

// Everything planted has this in it, and nothing else has.
constexpr const char* kPlanted = "p1anted";

std::string event(const std::string& id, const std::string& type, const std::string& data,
                  const std::string& subject = "customer/p1anted@person.kr") {
  return R"({"specversion":"1.0","id":")" + id + R"(","source":"/desk","type":")" + type +
         R"(","subject":")" + subject +
         R"(","time":"2026-01-01T10:00:00Z","actorkind":"staff","actorid":"ann","data":)" + data +
         "}\n";
}

// A life with something planted in every place that is the person's.
std::string planted_life() {
  return event("p1anted-call", "contact.started",
               R"({"contactId":"p1anted-contact","channel":"phone","direction":"inbound"})") +
         event("p1anted-said", "message.exchanged",
               R"({"contactId":"p1anted-contact","messageId":"p1anted-message",)"
               R"("authorKind":"customer","text":"my p1anted secret"})") +
         event("p1anted-who", "customer.identified",
               R"({"contactId":"p1anted-contact","identifierKind":"email",)"
               R"("identifier":"p1anted@mail.kr","strength":"claimed"})") +
         event("p1anted-name", "customer.named", R"({"calledName":"p1anted name","by":"ann"})") +
         event("p1anted-survey", "survey.answered",
               R"({"surveyId":"p1anted-survey","questionId":"q","words":"p1anted answer"})") +
         event("p1anted-issue", "issue.opened",
               R"({"issueId":"p1anted-issue","contactId":"p1anted-contact","topic":"fees",)"
               R"("statedNeed":"a p1anted need"})");
}
// What is refused, each for another reason.
std::string planted_refusals() {
  return event("p1anted-bad", "message.exchanged", R"({"text":42,"messageId":"p1anted"})") +
         event("p1anted-bad2", "no.such.type", R"({"text":"p1anted"})") +
         event("p1anted-bad3", "message.exchanged",
               R"({"text":{"erased":true},"messageId":"p1anted"})") +
         "p1anted is no JSON\n";
}

class ForgetCommand : public ProgramStore, public testing::Test {
 protected:
  static constexpr const char* kSubject = "customer/p1anted@person.kr";
  Finished forget(Arguments more = {}) {
    Arguments arguments{"forget", kSubject, "--reason", "requested"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  // The next outcome; what does not fit is said in lines of its own.
  static std::string outcome(Child& writer) {
    std::string line = writer.read_line();
    while (line.starts_with(" ")) line = writer.read_line();
    return line;
  }
  void expect_clean(const std::string& when) {
    for (const auto& entry : fs::recursive_directory_iterator(folder())) {
      if (!entry.is_regular_file()) continue;
      EXPECT_EQ(read_file(entry.path()).find(kPlanted), std::string::npos)
          << entry.path() << ' ' << when;
    }
  }
};

TEST_F(ForgetCommand, LeavesNothingPlantedInAnyFileNorInWhatIsPrinted) {
  const Finished recorded = run({"append", "-"}, planted_life());
  ASSERT_EQ(recorded.exit_code, 0) << recorded.out << recorded.err;
  const Finished refused = run({"append", "-"}, planted_refusals());
  EXPECT_EQ(refused.exit_code, 65);
  for (const Finished* one : {&recorded, &refused}) {
    EXPECT_THAT(one->out, Not(HasSubstr(kPlanted)));
    EXPECT_THAT(one->err, Not(HasSubstr(kPlanted)));
  }
  expect_clean("before");

  const Finished would = forget({"--dry-run"});
  ASSERT_EQ(would.exit_code, 0) << would.err;
  EXPECT_THAT(would.out, HasSubstr("would be erased"));
  EXPECT_EQ(records(), 6U);
  const Finished gone = forget();
  ASSERT_EQ(gone.exit_code, 0) << gone.err;

  expect_clean("after");
  EXPECT_EQ(run({"history", kSubject}).exit_code, 66);
  EXPECT_EQ(run({"log", "check"}).exit_code, 0);
  EXPECT_EQ(expect_replay_agrees(), 7U);
  EXPECT_EQ(forget().exit_code, 66);
}

TEST_F(ForgetCommand, BesideAWriterItIsDoneWhenTheCommandEndsAndTheWriterGoesOn) {
  Child writer(command({"append", "-"}), folder());
  writer.send(planted_life());
  for (int line = 0; line < 6; ++line) EXPECT_THAT(outcome(writer), HasSubstr("recorded"));

  const Finished gone = forget();

  ASSERT_EQ(gone.exit_code, 0) << gone.err;
  writer.send(planted_life());
  for (int line = 0; line < 6; ++line)
    EXPECT_THAT(outcome(writer), HasSubstr("duplicate - erased"));
  writer.send(EventText{.id = "e1", .subject = "customer/other"}.json());
  EXPECT_THAT(outcome(writer), HasSubstr("recorded"));
  writer.end_input();
  EXPECT_EQ(writer.wait().exit_code, 0);
  expect_clean("beside a writer");
  EXPECT_EQ(expect_replay_agrees(), 8U);
}

TEST_F(ForgetCommand, ACopyFromBeforeIsRefusedAndRestoredWithoutWhatWasErased) {
  ASSERT_EQ(run({"append", "-"}, planted_life()).exit_code, 0);
  ASSERT_EQ(run({"log", "checkpoint"}).exit_code, 0);
  fs::copy(store(), path("backup"), fs::copy_options::recursive);
  ASSERT_EQ(forget().exit_code, 0);
  fs::remove_all(store());
  fs::rename(path("backup"), store());

  const Finished refused = run({"history", kSubject});
  EXPECT_EQ(refused.exit_code, 64);
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("still has what was erased"), HasSubstr("dangol restore")));
  const Finished restored = run({"restore"});
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_THAT(restored.out,
              AllOf(HasSubstr("1 erasure made again"), HasSubstr("the log goes on as")));

  EXPECT_THAT(run({"append", "-"}, planted_life()).out, HasSubstr("duplicate - erased"));
  const Finished signed_again = run({"log", "checkpoint"});
  EXPECT_EQ(signed_again.exit_code, 0) << signed_again.err;
  EXPECT_EQ(run({"log", "check"}).exit_code, 0);
  expect_clean("after a restore");
  EXPECT_EQ(run({"history", kSubject}).exit_code, 66);
}

}  // namespace
}  // namespace dangol::test
