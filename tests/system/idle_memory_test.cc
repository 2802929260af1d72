// What a server that has nothing to do holds in memory, as the system counts it.
#include <chrono>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <signal.h>

#include "tests/system/program.h"

namespace dangol::test {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kMiB = 1024 * kKiB;

// Bytes, by the line's name in /proc/PID/status: VmRSS, VmHWM.
std::uint64_t memory_of(pid_t process, const std::string& name) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name + ":")) return std::stoull(line.substr(name.size() + 1)) * kKiB;
  }
  return 0;
}

class IdleMemory : public ProgramStore, public testing::Test {
 protected:
  void SetUp() override {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "a sanitizer holds memory of its own";
#endif
  }
  void append(int from, int to) const {
    std::string lines;
    for (int n = from; n < to; ++n) {
      lines += EventText{.id = "e1", .subject = "customer/" + std::to_string(n)}.json() + '\n';
    }
    EXPECT_EQ(run({"append", file("events", lines)}).exit_code, 0);
  }
  std::unique_ptr<Child> serve() const {
    auto server = std::make_unique<Child>(
        command({"serve", "--insecure-local", "--listen", "127.0.0.1:0", "--idle-after", "1"}),
        folder());
    EXPECT_NE(server->read_line(), "");
    return server;
  }
  // What it holds once that is at most `most`, or still after a long time.
  static std::uint64_t resting_at(const Child& server, std::uint64_t most) {
    std::uint64_t held = 0;
    for (int look = 0; look < 1200; ++look) {
      held = memory_of(server.id(), "VmRSS");
      if (held <= most) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return held;
  }
  static void end(Child& server) {
    ::kill(server.id(), SIGTERM);
    EXPECT_EQ(server.wait().exit_code, 0);
  }
};

TEST_F(IdleMemory, TensOfThousandsWhoSleepTakeNoneAndTheServerLittle) {
  append(0, 60'000);
  auto server = serve();
  const std::uint64_t held = resting_at(*server, 60 * kMiB);
  EXPECT_LE(held, 60 * kMiB);
  end(*server);
}

TEST_F(IdleMemory, WhatWorkTookIsGivenBack) {
  auto server = serve();
  append(0, 40'000);
  const std::uint64_t most = memory_of(server->id(), "VmHWM");
  EXPECT_GT(most, 140 * kMiB);  // who is awake takes more than three KiB
  const std::uint64_t held = resting_at(*server, 80 * kMiB);
  EXPECT_LE(held, 80 * kMiB);
  end(*server);
}

}  // namespace
}  // namespace dangol::test
