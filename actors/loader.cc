#include "actors/loader.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace dangol {

Loader::Loader(LoadStreams load, std::size_t threads) : load_(std::move(load)) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Loader::Loader(LoadStreams load, Later later) : load_(std::move(load)), later_(std::move(later)) {}

Loader::~Loader() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Loader::load(std::vector<std::string> subjects, StreamsReady ready) {
  // Small parts: the first streams are back early, and no thread is left with all of the work.
  const std::size_t workers = std::max<std::size_t>(threads_.size(), 1);
  const std::size_t even = (subjects.size() + workers - 1) / workers;
  const std::size_t part = std::clamp(even, kMinJobSubjects, kMaxJobSubjects);
  const auto shared = std::make_shared<const StreamsReady>(std::move(ready));
  std::deque<Job> jobs;
  for (std::size_t begin = 0; begin < subjects.size(); begin += part) {
    const std::size_t end = std::min(begin + part, subjects.size());
    jobs.push_back({{std::make_move_iterator(subjects.begin() + begin),
                     std::make_move_iterator(subjects.begin() + end)},
                    shared});
  }
  if (later_) {
    for (Job& job : jobs) later_([this, job = std::move(job)]() mutable { run(std::move(job)); });
    return;
  }
  {
    std::lock_guard lock(mutex_);
    std::move(jobs.begin(), jobs.end(), std::back_inserter(jobs_));
  }
  wake_.notify_all();
}

void Loader::work() {
  for (;;) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
      if (stopping_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    run(std::move(job));
  }
}

void Loader::run(Job job) { (*job.ready)(load_(job.subjects)); }

}  // namespace dangol
