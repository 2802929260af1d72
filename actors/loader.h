// The reader pool: brings streams into memory, so that nothing blocks where customers run.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "actors/stream_writer.h"
#include "events/outcome.h"
#include "store/limits.h"

namespace dangol {

// A stream in memory, or why it could not be brought there.
struct LoadedStream {
  std::string subject;
  std::unique_ptr<StreamWriter> writer;  // null: see `error`
  std::optional<Error> error;
};

// Loads streams by their subjects, one answer each in the order asked; called on the pool's threads,
// several at once.
using LoadStreams = std::function<std::vector<LoadedStream>(std::span<const std::string> subjects)>;
using StreamsReady = std::function<void(std::vector<LoadedStream>)>;

class Loader {
 public:
  // A job is at most so many subjects, since that is what one reading of the disk takes; and at
  // least so many, since below it a reading is not worth another thread's waking.
  static constexpr std::size_t kMaxJobSubjects = kStreamsAtOnce;
  static constexpr std::size_t kMinJobSubjects = 8;
  static_assert(kMinJobSubjects <= kMaxJobSubjects);

  // REQUIRES: threads >= 1.
  Loader(LoadStreams load, std::size_t threads);
  // Without threads: hands each job to `later`, which must be called no more once this is gone.
  using Later = std::function<void(std::function<void()> job)>;
  Loader(LoadStreams load, Later later);
  // Waits for what is under way; what is still queued is dropped.
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  // Loads the subjects in parts, on all threads, and calls `ready` from them once a part: each
  // subject is in one of the parts. Thread-safe. What is queued is bounded by the engine's admission
  // budget: each subject here has an event waiting that holds a share.
  void load(std::vector<std::string> subjects, StreamsReady ready);

 private:
  struct Job {
    std::vector<std::string> subjects;
    std::shared_ptr<const StreamsReady> ready;
  };
  void work();
  void run(Job job);

  const LoadStreams load_;
  const Later later_;  // empty: the threads take the jobs
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace dangol
