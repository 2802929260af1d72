// The log after kill -9: a child process appends and says so through a pipe, and is killed at some
// moment. Whatever it said was stored is there, and only whole frames are.
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/rocksdb_log.h"
#include "tests/store/log_support.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

constexpr PartitionId kOnly{0};
constexpr const char* kDirVariable = "DANGOL_CRASH_TEST_DIR";
constexpr const char* kPipeVariable = "DANGOL_CRASH_TEST_PIPE";

std::uint64_t records_of(FrameIndex frame) { return frame.value() * 7 % 40 + 1; }

// The child's part: run by the parent below in a process of its own, since a forked RocksDB has no
// background threads.
TEST(CrashChild, appends_until_killed_when_asked) {
  const char* dir = std::getenv(kDirVariable);
  if (dir == nullptr) return;  // run as any other test: nothing to do
  const int pipe = std::atoi(std::getenv(kPipeVariable));
  auto log = RocksDbLog::open(dir).value();
  Claim claim = log->claim(kOnly).value();
  for (;;) {
    auto tail = log->resolve(kOnly).value();
    const FrameIndex next = tail ? tail->index.next() : FrameIndex(1);
    const std::uint64_t first = log->size(kOnly).value().value();
    if (test::append(*log, claim, test::frame_of(first, records_of(next))) != Append::kStored) {
      std::_Exit(1);
    }
    const std::uint64_t stored = next.value();
    if (::write(pipe, &stored, sizeof stored) != sizeof stored) std::_Exit(2);
  }
}

// Runs the child until it has stored `frames` more, kills it, and answers the last frame it named.
std::uint64_t run_and_kill(const std::string& dir, std::uint64_t frames) {
  int ends[2];
  EXPECT_EQ(::pipe(ends), 0);
  const std::string pipe_text = std::to_string(ends[1]);
  const pid_t child = ::fork();
  if (child == 0) {
    ::setenv(kDirVariable, dir.c_str(), 1);
    ::setenv(kPipeVariable, pipe_text.c_str(), 1);
    ::execl("/proc/self/exe", "test_store", "--gtest_filter=CrashChild.*", "--gtest_brief=1",
            nullptr);
    std::_Exit(3);
  }
  ::close(ends[1]);
  std::uint64_t stored = 0;
  for (std::uint64_t i = 0; i < frames; ++i) {
    if (::read(ends[0], &stored, sizeof stored) != sizeof stored) {
      ADD_FAILURE() << "the child stopped by itself";
      break;
    }
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  while (::read(ends[0], &stored, sizeof stored) == sizeof stored) {
  }
  ::close(ends[0]);
  return stored;
}

TEST(Crash, every_acknowledged_frame_is_there_after_kill_9_and_only_whole_frames_are) {
  test::TempDir dir;
  std::random_device device;
  const unsigned seed = device();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 5; ++round) {
    const std::uint64_t acknowledged = run_and_kill(dir.path().string(), random() % 60 + 1);

    auto opened = RocksDbLog::open(dir.path());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    RocksDbLog& log = *opened.value();
    FrameHeader tail = log.resolve(kOnly).value().value();
    EXPECT_GE(tail.index.value(), acknowledged);
    EXPECT_LE(tail.index.value(), acknowledged + 1);
    std::uint64_t expected = 0;
    for (FrameIndex frame(1); frame <= tail.index; frame = frame.next()) {
      expected += records_of(frame);
    }
    EXPECT_EQ(log.size(kOnly).value(), Position(expected));
    auto cursor = log.read({kOnly, Position(0)}, ReadWords::kYes);
    LogCursor::Item item;
    for (std::uint64_t i = 0; i < expected; ++i) {
      auto more = cursor->next(item);
      ASSERT_TRUE(more.ok() && more.value());
      ASSERT_EQ(item.entry, test::record_at(i).entry);
      ASSERT_EQ(item.core, test::core_at(i));
      ASSERT_EQ(item.words, test::words_at(i));
    }
  }
}

}  // namespace
}  // namespace dangol
