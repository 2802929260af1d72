// The course of one feed, whatever way its reader is told: history, then what is recorded, page after page; one is
// read while the one before it travels. Lives on its loop's thread. Only for sources.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include <kj/async.h>

#include "gateway/http/loop_kj.h"

namespace dangol {

class FeedCourse {
 public:
  // REQUIRES: it is in at the hub, which it leaves at its end.
  FeedCourse(HttpLoop& loop, EventsAsked asked)
      : loop_(loop), asked_(std::make_shared<const EventsAsked>(std::move(asked))) {}
  virtual ~FeedCourse() noexcept(false) { loop_.feeds().leave(); }
  FeedCourse(const FeedCourse&) = delete;
  FeedCourse& operator=(const FeedCourse&) = delete;

  // The first page, from where `request` says.
  kj::Promise<FeedPage> begin(std::shared_ptr<const HttpRequest> request);
  // From the first page on, until the end was told. Fails when the reader is gone, or too slow to be told so.
  kj::Promise<void> run(EventPage first);
  kj::Promise<void> end(const HttpAnswer& problem);

 protected:
  // Each is ready when the reader may be told more.
  virtual kj::Promise<void> tell(EventPage page) = 0;
  // So far there is nothing to read.
  virtual kj::Promise<void> tell_cursor(const EventCursor& cursor) = 0;
  virtual kj::Promise<void> tell_alive(const EventCursor& cursor) = 0;
  virtual kj::Promise<void> tell_end(const HttpAnswer& problem) = 0;

 private:
  using Read = std::function<FeedPage(const HttpReads&)>;

  kj::Promise<FeedPage> ask(Read read);
  kj::Promise<FeedPage> next_page();
  kj::Promise<void> go_on(EventPage page);
  kj::Promise<void> follow(kj::Promise<FeedPage> page);
  kj::Promise<void> wait();
  kj::Promise<void> end(std::string_view code, std::string_view detail);
  kj::Promise<void> tell_begun(EventPage page);
  kj::Promise<void> tell_now();
  // What is not taken in time is the last but the end.
  kj::Promise<void> in_time(kj::Promise<void> told);

  HttpLoop& loop_;
  const std::shared_ptr<const EventsAsked> asked_;
  EventCursor cursor_;         // behind what was read
  bool told_ = true;           // whether the reader knows the cursor
  bool late_ = false;          // the reader took something late
  std::uint64_t settled_ = 0;  // before the last page was read
};

// What is asked of a feed, its events in the form of `writer`; else why not.
std::variant<EventsAsked, HttpAnswer> feed_asked(const HttpRequest& request, MakePageWriter writer,
                                                 std::size_t most);

}  // namespace dangol
