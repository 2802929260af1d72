// The reader pool: brings streams into memory, so that nothing blocks where customers run.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "actors/stream_writer.h"
#include "events/outcome.h"

namespace dangol {

// A stream in memory, or why it could not be brought there.
struct LoadedStream {
  std::string subject;
  std::unique_ptr<StreamWriter> writer;  // null: see `error`
  std::optional<Error> error;
};

// Loads one stream by its subject; called on the pool's threads, several at once.
using LoadStream = std::function<LoadedStream(const std::string& subject)>;
using StreamsReady = std::function<void(std::vector<LoadedStream>)>;

class Loader {
 public:
  Loader(LoadStream load, std::size_t threads);
  // Waits for what is under way; what is still queued is dropped.
  ~Loader();
  Loader(const Loader&) = delete;
  Loader& operator=(const Loader&) = delete;

  // Loads the subjects and calls `ready` from a pool thread. Thread-safe. What is queued is bounded
  // by the engine's admission budget: each subject here has an event waiting that holds a share.
  void load(std::vector<std::string> subjects, StreamsReady ready);

 private:
  struct Job {
    std::vector<std::string> subjects;
    StreamsReady ready;
  };
  void work();

  const LoadStream load_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace dangol
