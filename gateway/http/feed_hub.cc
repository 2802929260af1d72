#include <utility>

#include "gateway/http/feed_kj.h"

namespace dangol {

FeedHub::FeedHub(Serving& serving, FeedTimes times, std::function<void()> ring)
    : FeedHub(serving, times, std::move(ring), kj::newPromiseAndFulfiller<void>(),
              kj::newPromiseAndFulfiller<void>()) {}

FeedHub::FeedHub(Serving& serving, FeedTimes times, std::function<void()> ring, Signal news,
                 Signal ending)
    : times_(times),
      heard_(std::make_shared<Heard>()),
      tell_news_(kj::mv(news.fulfiller)),
      tell_ending_(kj::mv(ending.fulfiller)),
      news_(news.promise.fork()),
      ending_(ending.promise.fork()),
      listening_(serving.on_settled([heard = heard_, ring = std::move(ring)] {
        ++heard->settled;
        if (heard->awaited.exchange(false)) ring();
      })) {}

kj::Promise<void> FeedHub::news(std::uint64_t settled) {
  // Said first, looked second; who settles counts first and looks second: one of both sees the other.
  heard_->awaited = true;
  if (heard_->settled.load() != settled) return kj::READY_NOW;
  return news_.addBranch();
}

void FeedHub::wake() {
  auto next = kj::newPromiseAndFulfiller<void>();
  tell_news_->fulfill();
  tell_news_ = kj::mv(next.fulfiller);
  news_ = next.promise.fork();
}

void FeedHub::end() { tell_ending_->fulfill(); }

bool FeedHub::enter() {
  // Who opens and drops feeds leaves a page behind each time.
  if (feeds_ == kMaxFeeds || pages_ >= 2 * kMaxFeeds) return false;
  ++feeds_;
  return true;
}

}  // namespace dangol
