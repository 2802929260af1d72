// One queue of jobs for several workers, in which no wake-up is lost.
//
// Each worker waits at a condition variable of its own, because one at which several threads wait may
// lose a wake-up that `notify_one` sent: glibc before 2.41, https://sourceware.org/bugzilla/show_bug.cgi?id=25847.
// Seen with CAF's own shared queue: a job lay in it while all workers slept. Of the sleeping workers the one that
// fell asleep last is woken, whose memory is warm.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace dangol {

template <class Job>
class JobQueue {
 public:
  // The place where one worker waits. It outlives the worker's last `take`.
  class Waiter {
   public:
    Waiter() = default;
    // A copy is another place, at which nobody waits.
    Waiter(const Waiter&) {}
    Waiter& operator=(const Waiter&) = delete;

   private:
    friend class JobQueue;
    std::condition_variable wake_;
    bool called_ = false;  // guarded by the queue's mutex
  };

  // Adds a job behind all others and wakes a worker that sleeps. From any thread; never waits for a job.
  void add(Job job) {
    std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    if (asleep_.empty()) return;
    Waiter& waiter = *asleep_.back();
    asleep_.pop_back();
    waiter.called_ = true;
    waiter.wake_.notify_one();
  }

  // The oldest job; waits for one. By one thread a waiter.
  Job take(Waiter& waiter) {
    std::unique_lock lock(mutex_);
    while (jobs_.empty()) {
      waiter.called_ = false;
      asleep_.push_back(&waiter);
      waiter.wake_.wait(lock, [&] { return waiter.called_; });
    }
    Job job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
  }

  // All jobs that wait, oldest first. From any thread.
  std::deque<Job> take_all() {
    std::lock_guard lock(mutex_);
    return std::exchange(jobs_, {});
  }

 private:
  std::mutex mutex_;
  std::deque<Job> jobs_;
  std::vector<Waiter*> asleep_;
};

}  // namespace dangol
