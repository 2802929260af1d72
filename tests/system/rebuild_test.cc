// Read models made anew as an operator does it: beside a load of appends, and killed.
#include <atomic>
#include <filesystem>
#include <regex>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>

#include "tests/support/files.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Arguments kRebuild = {"replay", "--projection", "issues", "--json"};

class Rebuild : public ProgramStore, public testing::Test {
 protected:
  void append(int from, int to) {
    const std::vector<std::string> all = many_events(to);
    std::string input;
    for (int i = from; i < to; ++i) input += all[static_cast<std::size_t>(i)];
    EXPECT_EQ(run({"append", "-q", "-"}, input).exit_code, 0);
  }
  fs::path projections() const { return fs::path(store()) / "projections"; }
  bool is_building() const {
    const fs::path serving = projections() / "issues" / "serving";
    return fs::exists(serving) && read_file(serving).find("building 0") == std::string::npos;
  }
  // What two rebuilds of the same records say alike: projections, steps and digests.
  static std::string facts(const std::string& out) {
    return std::regex_replace(
        out, std::regex(R"("before":\d+,|"bucketsCompared":\d+,|"different":0,"differences":\[\])"),
        "");
  }
  std::string at_rest() {
    fs::remove_all(projections());
    const Finished rebuilt = run(kRebuild);
    EXPECT_EQ(rebuilt.exit_code, 0);
    return facts(rebuilt.out);
  }
};

// True when it has printed or ended.
bool has_something_to_say(const Child& child) {
  pollfd ready{child.output(), POLLIN, 0};
  return ::poll(&ready, 1, 0) > 0;
}

TEST_F(Rebuild, SaysWhatItMadeComparesAndCanBeTakenBack) {
  append(0, 300);
  const Finished first = run({"replay", "--projection", "issues"});
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out, AllOf(HasSubstr("issues: version "), HasSubstr(" records, digest ")));
  const Finished again = run({"replay", "--projection", "issues"});
  EXPECT_THAT(again.out, HasSubstr("all steps equal what served so far"));
  const Finished back = run({"replay", "--projection", "issues", "--rollback"});
  EXPECT_EQ(back.exit_code, 0) << back.err;
  EXPECT_THAT(back.out, HasSubstr("serves again"));
  EXPECT_EQ(run({"replay", "--projection", "nothing"}).exit_code, 66);
  EXPECT_EQ(run({"replay", "--rollback"}).exit_code, 64);
}

TEST_F(Rebuild, KilledAnywhereAndGoneOnWithItEndsAsOneAtRest) {
  append(0, 1500);
  EXPECT_EQ(run({"figures", "issues.opened"}).exit_code, 0);
  for (int time = 0; time < 5; ++time) {
    Child rebuild(command(kRebuild), folder());
    while (!is_building() && !has_something_to_say(rebuild)) std::this_thread::yield();
    rebuild.kill();
    append(1500 + 20 * time, 1520 + 20 * time);
    EXPECT_EQ(run({"figures", "issues.opened"}).exit_code, 0);
  }
  const Finished rebuilt = run(kRebuild);
  EXPECT_EQ(rebuilt.exit_code, 0) << rebuilt.err;
  EXPECT_EQ(facts(rebuilt.out), at_rest());
}

TEST_F(Rebuild, UnderALoadOfAppendsNoQuestionFailsOrGoesBackInTime) {
  append(0, 400);
  Child writer(command({"append", "-"}), folder());
  writer.send(EventText{.id = "first"}.json());
  EXPECT_THAT(writer.read_line(), HasSubstr("1: recorded")) << "it has the store from here on";
  std::atomic<bool> enough = false;
  std::thread feeding([&] {
    const std::vector<std::string> all = many_events(4'000);
    for (std::size_t i = 400; i < all.size() && !enough; ++i) {
      if (!writer.send(all[i])) break;
    }
    // However quick the machine is, the load lasts until all has been asked.
    for (int more = 0; !enough; ++more) {
      const EventText event{.id = "more-" + std::to_string(more),
                            .subject = "customer/m" + std::to_string(more % 1000)};
      if (!writer.send(event.json())) break;
    }
    writer.end_input();
  });
  std::thread listening([&] {
    while (!writer.read_line().empty()) {
    }
  });
  std::atomic<bool> asked_enough = false;
  std::atomic<std::uint64_t> questions = 0;
  std::thread asking([&] {
    std::uint64_t before = 0;
    const std::regex place(R"re("asOf":\{"place":"0:(\d+)")re");
    while (!asked_enough) {
      const Finished answer = run({"figures", "issues.opened", "--json"});
      EXPECT_EQ(answer.exit_code, 0) << answer.err;
      std::smatch found;
      if (std::regex_search(answer.out, found, place)) {
        const std::uint64_t now = std::stoull(found[1]);
        EXPECT_GE(now, before);
        before = now;
      }
      ++questions;
    }
    EXPECT_GT(before, 0u) << "the answer says up to where it looked";
  });
  for (int time = 0; time < 5; ++time) {
    Child rebuild(command(kRebuild), folder());
    while (!is_building() && !has_something_to_say(rebuild)) std::this_thread::yield();
    rebuild.kill();
    // However quick the machine is, somebody asks between one beginning and the next.
    const std::uint64_t asked = questions;
    while (questions == asked) std::this_thread::yield();
  }
  // The writer may still be at the piece that the last one asked for: try again later, it says.
  Finished rebuilt = run(kRebuild);
  while (rebuilt.exit_code == 75) rebuilt = run(kRebuild);
  EXPECT_EQ(rebuilt.exit_code, 0) << rebuilt.err;
  EXPECT_THAT(rebuilt.out, HasSubstr(R"("projection":"issues")"));
  asked_enough = true;
  asking.join();
  enough = true;
  feeding.join();
  listening.join();
  EXPECT_EQ(writer.wait().exit_code, 0);
  EXPECT_GE(questions, 5u);
  const Finished last = run(kRebuild);
  EXPECT_THAT(last.out, testing::Not(HasSubstr(R"("different":1)")));
  EXPECT_EQ(facts(last.out), at_rest());
}

}  // namespace
}  // namespace dangol::test
