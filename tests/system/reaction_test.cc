// Given a writer that is killed around the moment at which several persons' issues become a problem,
// when others write afterwards, then the problem is named, once.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/system/outcome_line.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

constexpr int kRounds = 5;

std::string issue_of(int person, int topic) {
  const std::string day = std::to_string(10 + person);
  return R"({"specversion":"1.0","id":"o)" + std::to_string(topic) + R"(","source":"/desk",)" +
         R"("type":"issue.opened","subject":"customer/p)" + std::to_string(person) +
         R"(","time":"2016-07-)" + day + R"(T09:00:00+09:00","data":{"issueId":"i)" +
         std::to_string(topic) + R"(","topic":"t)" + std::to_string(topic) + "\"}}\n";
}

class Reaction : public ProgramStore, public testing::Test {
 protected:
  std::uint64_t problems() { return counts_in(stat(), "types")["problem.detected"]; }
};

TEST_F(Reaction, AProblemIsNamedOnceWhereverTheWriterIsKilled) {
  for (int round = 1; round <= kRounds; ++round) {
    Child append(command({"append", "-"}), folder());
    for (int person = 1; person <= 5; ++person) ASSERT_TRUE(append.send(issue_of(person, round)));
    // Killed when that many were acknowledged: before the problem, or as it is about to be named.
    for (int read = 0; read < 5; ++read) append.read_line();
    append.kill();
    append.wait();
  }
  EXPECT_LE(problems(), static_cast<std::uint64_t>(kRounds));

  run({"append", "--quiet", file("one.ndjson", issue_of(6, 1))});
  EXPECT_EQ(problems(), static_cast<std::uint64_t>(kRounds));
  run({"append", "--quiet", file("other.ndjson", issue_of(6, 2))});
  EXPECT_EQ(problems(), static_cast<std::uint64_t>(kRounds)) << "and not again";
  expect_replay_agrees();
}

}  // namespace
}  // namespace dangol::test
