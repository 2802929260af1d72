// Feeds of one gateway thread: server-sent events, history and then what is recorded, without gap or repeat.
// Lives on the loop's thread. Only for sources.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

#include <kj/async.h>
#include <kj/compat/http.h>

#include "gateway/http/feed_times.h"
#include "gateway/http/message.h"
#include "gateway/serving.h"

namespace dangol {

class HttpLoop;

// What the feeds of a thread wait for.
class FeedHub {
 public:
  // `ring` is called on an engine thread when somebody waits and there may be news; wake() must follow on
  // the loop's.
  FeedHub(Serving& serving, FeedTimes times, std::function<void()> ring);

  // How often something was settled. Asked before a page is read, it tells news() what that page knew of.
  std::uint64_t settled() const { return heard_->settled.load(); }
  // When more was settled than that, or soon after.
  kj::Promise<void> news(std::uint64_t settled);
  // When the server ends.
  kj::Promise<void> ending() { return ending_.addBranch(); }

  void wake();
  void end();

  // Takes one of kMaxFeeds places; false: there is none left, or those who left have too many pages underway.
  bool enter();
  void leave() { --feeds_; }
  // A page is asked for on another thread; it is there, whether or not its feed still is.
  void page_asked() { ++pages_; }
  void page_came() { --pages_; }
  const FeedTimes& times() const { return times_; }

 private:
  using Signal = kj::PromiseFulfillerPair<void>;
  FeedHub(Serving& serving, FeedTimes times, std::function<void()> ring, Signal news,
          Signal ending);

  // What an engine thread and this one both look at.
  struct Heard {
    std::atomic<std::uint64_t> settled = 0;
    std::atomic<bool> awaited = false;
  };
  const FeedTimes times_;
  const std::shared_ptr<Heard> heard_;
  kj::Own<kj::PromiseFulfiller<void>> tell_news_, tell_ending_;
  kj::ForkedPromise<void> news_, ending_;
  std::size_t feeds_ = 0;
  std::size_t pages_ = 0;
  std::unique_ptr<Serving::Listening> listening_;  // last
};

// Serves GET /v1/feed until the client leaves, is too slow, or the server ends.
kj::Promise<void> serve_feed(HttpLoop& loop, std::shared_ptr<HttpRequest> request,
                             kj::HttpService::Response& response);

}  // namespace dangol
