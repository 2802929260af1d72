// The clock through the program: what falls due lapses at a start, a jump stops it, an operator goes on.
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>

#include "tests/system/program.h"

namespace dangol::test {
namespace {

using testing::HasSubstr;

class ClockRun : public testing::Test {
 protected:
  Finished append(const std::string& line) {
    return store_.run({"append", "--json", store_.file("events.ndjson", line)});
  }
  // A program that has something else to do: what is due lapses at its start.
  void start() {
    EventText other;
    other.id = "other " + std::to_string(++starts_);
    other.subject = "customer/lee";
    EXPECT_EQ(append(other.json()).exit_code, 0);
  }
  static std::string event(const std::string& id, const std::string& type, const std::string& time,
                           const std::string& data) {
    return R"({"specversion":"1.0","id":")" + id + R"(","source":"/desk","type":")" + type +
           R"(","subject":"customer/kim","time":")" + time + R"(","data":)" + data + "}\n";
  }
  static std::string promised(const std::string& promise) {
    return event("made " + promise, "promise.made", "2016-07-27T11:00:00+09:00",
                 R"({"promiseId":")" + promise +
                     R"(","promiseKind":"callback","windowEnd":"2016-07-27T14:30+09:00"})");
  }
  std::size_t lapses() {
    std::istringstream lines(store_.run({"history", "customer/kim", "--json"}).out);
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line);) {
      count += line.find("\"dangol:clock\"") != std::string::npos ? 1 : 0;
    }
    return count;
  }
  // As if the wall clock had been set while nothing ran.
  void set_clock_back_by(std::int64_t seconds) {
    const std::filesystem::path path = std::filesystem::path(store_.store()) / "clock";
    std::ifstream in(path);
    std::string text;
    for (std::string line; std::getline(in, line);) {
      if (line.starts_with("offset ")) {
        line = "offset " + std::to_string(std::stoll(line.substr(7)) + seconds * 1'000'000);
      }
      text += line + "\n";
    }
    in.close();
    std::ofstream(path) << text;
  }

  ProgramStore store_;

 private:
  int starts_ = 0;
};

TEST_F(ClockRun, APromiseLapsesOnceAndALateWordOverturnsIt) {
  append(promised("p"));
  for (int again = 0; again < 3; ++again) start();
  EXPECT_EQ(lapses(), 1U);
  EXPECT_THAT(store_.run({"customer", "customer/kim", "--json"}).out,
              HasSubstr(R"("standing":"lapsed")"));

  append(event("kept p", "promise.kept", "2016-07-27T14:10:00+09:00", R"({"promiseId":"p"})"));
  start();

  EXPECT_EQ(lapses(), 1U);
  EXPECT_THAT(store_.run({"customer", "customer/kim", "--json"}).out,
              HasSubstr(R"("standing":"kept")"));
  store_.expect_replay_agrees();
}

TEST_F(ClockRun, AfterAJumpNothingLapsesUntilAnOperatorConfirms) {
  start();
  EXPECT_THAT(store_.run({"clock"}).out, HasSubstr("the clock is believed"));
  set_clock_back_by(86'400);
  EXPECT_EQ(append(promised("p")).exit_code, 0) << "recording goes on";
  start();
  EXPECT_EQ(lapses(), 0U);
  EXPECT_THAT(store_.run({"clock"}).out, HasSubstr("stands still"));
  EXPECT_THAT(store_.run({"clock", "--json"}).out, HasSubstr(R"({"clockStopped":"the wall clock)"));
  EXPECT_THAT(store_.run({"status"}).out, HasSubstr("the clock stands still"));

  EXPECT_THAT(store_.run({"clock", "confirm"}).out, HasSubstr("the clock is believed"));
  start();

  EXPECT_EQ(lapses(), 1U);
  EXPECT_THAT(store_.run({"status", "--json"}).out, HasSubstr(R"("clockStopped":null)"));
}

TEST_F(ClockRun, AClockThatIsNoMoreRememberedIsAskedFor) {
  append(promised("p"));
  std::ofstream(std::filesystem::path(store_.store()) / "clock") << "nonsense";
  start();
  EXPECT_THAT(store_.run({"clock"}).out, HasSubstr("is damaged"));
  store_.run({"clock", "confirm"});
  start();
  EXPECT_EQ(lapses(), 1U);
}

}  // namespace
}  // namespace dangol::test
