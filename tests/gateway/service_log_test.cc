// What a service says of itself: lines that programs read, and sums in place of lines that others cause.
#include "gateway/service_log.h"

#include <cstdio>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/json_check.h"
#include "gateway/http/watch.h"

namespace dangol::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

// A log whose lines are kept.
class Lines {
 public:
  explicit Lines(LogFormat format = LogFormat::kJson, LogLevel level = LogLevel::kInfo)
      : log({.level = level, .format = format, .to = file_}) {}
  ~Lines() { std::fclose(file_); }
  // What was said since this was asked last.
  std::string take() {
    std::string text;
    std::fseek(file_, told_, SEEK_SET);
    for (int c = std::fgetc(file_); c != EOF; c = std::fgetc(file_)) {
      text += static_cast<char>(c);
    }
    told_ = std::ftell(file_);
    return text;
  }

 private:
  std::FILE* const file_ = std::tmpfile();
  long told_ = 0;

 public:
  ServiceLog log;
};

TEST(ServiceLog, IsOneJsonObjectALineWhateverIsInIt) {
  Lines lines;
  lines.log.say(LogLevel::kWarning, "checkpoint-failed",
                {{"reason", "a \"quote\", {} and\nan end of line"}, {"count", std::uint64_t{7}}});
  const std::string line = lines.take();
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  JsonTape tape;
  EXPECT_TRUE(tape.read(line).ok()) << line;
  EXPECT_THAT(line, MatchesRegex("\\{\"time\":\"[0-9-]{10}T[0-9:]{8}\\.[0-9]{6}Z\",\"level\":"
                                 "\"warning\",\"event\":\"checkpoint-failed\",.*\"count\":7\\}\n"));
}

TEST(ServiceLog, IsTextForPeople) {
  Lines lines(LogFormat::kText);
  lines.log.say(LogLevel::kInfo, "started", {{"port", std::uint64_t{1}}, {"a", "two words"}});
  EXPECT_THAT(lines.take(), testing::EndsWith("Z info started port=1 a=\"two words\"\n"));
}

TEST(ServiceLog, TellsNothingBelowItsLevel) {
  Lines lines(LogFormat::kJson, LogLevel::kError);
  lines.log.say(LogLevel::kWarning, "less");
  lines.log.say(LogLevel::kError, "enough");
  EXPECT_THAT(lines.take(), AllOf(Not(HasSubstr("less")), HasSubstr("enough")));
  Lines off(LogFormat::kJson, LogLevel::kOff);
  off.log.say(LogLevel::kError, "enough");
  EXPECT_EQ(off.take(), "");
}

TEST(Watch, TellsChangesOnce) {
  Lines lines;
  WatchTeller teller(lines.log);
  WatchSight sight;
  sight.engine.serving = true;
  sight.engine.generation = 1;
  teller.tell(sight);
  EXPECT_THAT(lines.take(), HasSubstr(R"("event":"store-began","generation":1)"));
  teller.tell(sight);
  EXPECT_EQ(lines.take(), "");
  sight.engine.serving = false;
  sight.engine.reason = "the disk is gone";
  sight.notary.failed = "no room";
  teller.tell(sight);
  EXPECT_THAT(lines.take(),
              AllOf(HasSubstr(R"("level":"error","event":"store-ended","generation":1,)"
                              R"("reason":"the disk is gone")"),
                    HasSubstr(R"("event":"checkpoint-failed","reason":"no room")")));
  sight.engine.serving = true;
  sight.engine.generation = 2;
  sight.notary.failed.clear();
  teller.tell(sight);
  EXPECT_THAT(lines.take(), AllOf(HasSubstr(R"("event":"store-began","generation":2)"),
                                  HasSubstr(R"("event":"checkpoint-made")")));
}

TEST(Watch, AGenerationThatEndedBetweenTwoLooksIsTold) {
  Lines lines;
  WatchTeller teller(lines.log);
  WatchSight sight;
  sight.engine.serving = true;
  sight.engine.generation = 1;
  teller.tell(sight);
  sight.engine.generation = 2;
  lines.take();
  teller.tell(sight);
  EXPECT_THAT(lines.take(), AllOf(HasSubstr("store-ended"), HasSubstr("store-began")));
}

TEST(Watch, SumsUpWhatClientsCause) {
  Lines lines;
  WatchTeller teller(lines.log);
  WatchSight sight;
  sight.refused[static_cast<std::size_t>(Refusal::kWrongToken)] = 40'000;
  HttpMetrics metrics;
  const Route& subject = *find_route(HttpMethod::kGet, {"v1", "subjects", "customer", "kim"}).route;
  metrics.begun(&subject, 900'000);
  metrics.begun(&subject, 2'000'000);
  metrics.begun(&subject, 1'500'000);
  sight.slow = metrics.take_slow();
  teller.tell(sight);
  const std::string told = lines.take();
  EXPECT_THAT(told,
              AllOf(HasSubstr(R"("event":"refused","wrong-token":40000})"),
                    HasSubstr(R"("event":"slow","method":"GET","route":)"
                              R"("/v1/subjects/{kind}/{id}","requests":2,"longest_ms":2000})"),
                    Not(HasSubstr("kim"))));
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 2);
  sight.slow = metrics.take_slow();
  teller.tell(sight);
  EXPECT_EQ(lines.take(), "");
}

}  // namespace
}  // namespace dangol::test
