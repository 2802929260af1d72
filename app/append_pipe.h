// Feeds events to an appender in batches, several in flight, and hands the outcomes back in the order
// of the input, on the caller's thread.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "app/store_access.h"

namespace dangol {

// `line` is where the event stood in the input.
using TakeOutcome = std::function<void(std::uint64_t line, const Outcome&)>;

class AppendPipe {
 public:
  AppendPipe(Appender& appender, AppendOptions options, TakeOutcome take);
  // Waits for what is in flight; its outcomes are not handed out.
  ~AppendPipe();
  AppendPipe(const AppendPipe&) = delete;
  AppendPipe& operator=(const AppendPipe&) = delete;

  void add(std::uint64_t line, SentEvent event);
  // An event that was refused before it reached the engine.
  void refuse(std::uint64_t line, std::string reason);
  // Sends what is waiting for a full batch.
  void flush();
  // Flushes, waits for every answer and hands it out.
  void finish();

 private:
  // A batch in flight, or refusals that keep their place in the order.
  struct Batch {
    std::vector<std::uint64_t> lines;
    Outcomes outcomes;
    bool answered = false;
  };

  void hand_out(bool wait);
  void make_room();

  Appender& appender_;
  const AppendOptions options_;
  const TakeOutcome take_;
  std::vector<SentEvent> events_;
  std::vector<std::uint64_t> lines_;
  std::size_t bytes_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Batch>> batches_;
};

}  // namespace dangol
