#include "actors/loader.h"

#include <utility>

namespace dangol {

Loader::Loader(LoadStream load, std::size_t threads) : load_(std::move(load)) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Loader::~Loader() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Loader::load(std::vector<std::string> subjects, StreamsReady ready) {
  {
    std::lock_guard lock(mutex_);
    jobs_.push_back({std::move(subjects), std::move(ready)});
  }
  wake_.notify_one();
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
    std::vector<LoadedStream> loaded;
    loaded.reserve(job.subjects.size());
    for (const std::string& subject : job.subjects) loaded.push_back(load_(subject));
    job.ready(std::move(loaded));
  }
}

}  // namespace dangol
