// Workers that share a queue: every job is taken once, and a job never lies while a worker sleeps.
#include "actors/job_queue.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <semaphore>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

namespace dangol {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr int kStop = -1;

TEST(JobQueueTest, JobsAreTakenInTheOrderInWhichTheyCame) {
  JobQueue<int> jobs;
  JobQueue<int>::Waiter waiter;
  for (const int job : {1, 2, 3}) jobs.add(job);

  EXPECT_EQ(jobs.take(waiter), 1);
  EXPECT_EQ(jobs.take(waiter), 2);
  EXPECT_EQ(jobs.take(waiter), 3);
}

TEST(JobQueueTest, WhatIsLeftAtTheEndIsHandedBack) {
  JobQueue<int> jobs;
  for (const int job : {1, 2}) jobs.add(job);

  EXPECT_THAT(jobs.take_all(), ElementsAre(1, 2));
  EXPECT_THAT(jobs.take_all(), IsEmpty());
}

// Every job waits for the one before it, so workers fall asleep and are woken at each of them. A queue
// that forgets to wake one, or wakes one that is awake, does not come to the end.
TEST(JobQueueTest, EverySleepingWorkerCanBeWoken) {
  constexpr int kWorkers = 4, kRounds = 5000;
  JobQueue<int> jobs;
  std::counting_semaphore<> done(0);
  std::array<std::atomic<int>, kRounds> taken{};
  std::vector<std::thread> workers;
  for (int i = 0; i < kWorkers; ++i) {
    workers.emplace_back([&] {
      JobQueue<int>::Waiter waiter;
      for (int job; (job = jobs.take(waiter)) != kStop; done.release()) ++taken[job];
    });
  }

  for (int job = 0; job < kRounds; job += 2) {
    jobs.add(job);
    jobs.add(job + 1);
    done.acquire();
    done.acquire();
  }
  // As a pool is stopped: one word a worker, while the others sleep.
  for (int i = 0; i < kWorkers; ++i) jobs.add(kStop);
  for (std::thread& worker : workers) worker.join();

  EXPECT_TRUE(std::ranges::all_of(taken, [](const auto& times) { return times == 1; }));
}

}  // namespace
}  // namespace dangol
