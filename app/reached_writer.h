// Records through the writer of another process, and goes on when that one ends.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "app/store_access.h"
#include "gateway/append_client.h"

namespace dangol {

// A writer that ends in order hands back what it has not taken: that goes to whoever writes next, in
// its order, and so does everything after it. What a writer that broke off has not answered is
// `unknown`; what comes after it goes to the next one. Batches from one thread at a time.
class ReachedWriter final : public Appender {
 public:
  // Opens the store, or reaches whoever writes to it now.
  using OpenNext = std::function<Result<std::unique_ptr<Appender>>()>;

  ReachedWriter(Greeted writer, OpenNext open_next);
  ~ReachedWriter() override;

  // kUnavailable: the writer has ended, and there is no next one.
  Status append(std::vector<SentEvent> events, AppendOptions options, AppendDone done) override;
  void drain() override;

 private:
  struct Batch {
    std::vector<SentEvent> events;
    AppendOptions options;
    AppendDone done;
  };

  void answered(std::uint64_t number, std::optional<Outcomes> outcomes);
  // On the client's thread, after its last answer.
  void take_over();
  Status append_to_next(Batch batch);

  const OpenNext open_next_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::uint64_t last_number_ = 0;
  std::map<std::uint64_t, std::shared_ptr<Batch>> waiting_;  // sent, and not answered
  std::map<std::uint64_t, std::shared_ptr<Batch>> handed_back_;
  bool ended_ = false;              // the writer; `next_` or `lost_` follows
  std::unique_ptr<Appender> next_;  // set once
  std::optional<Error> lost_;

  std::unique_ptr<AppendClient> client_;  // last: calls back
};

}  // namespace dangol
