// One feed to one client, as messages. Lives on its loop's thread. Only for sources.
#pragma once

#include <utility>

#include "gateway/dangol.capnp.h"
#include "gateway/http/feed_course_kj.h"
#include "gateway/rpc/client_kj.h"

namespace dangol {

class RpcFeedCourse final : public FeedCourse {
 public:
  RpcFeedCourse(HttpLoop& loop, EventsAsked asked, wire::FeedSink::Client sink)
      : FeedCourse(loop, std::move(asked)), sink_(kj::mv(sink)) {}

 private:
  kj::Promise<void> tell(EventPage page) override;
  kj::Promise<void> tell_cursor(const EventCursor& cursor) override;
  kj::Promise<void> tell_alive(const EventCursor& cursor) override { return tell_cursor(cursor); }
  kj::Promise<void> tell_end(const HttpAnswer& problem) override;

  wire::FeedSink::Client sink_;
};

// Runs until the client drops it, or its end was told; it is one of the hub's feeds until then.
class RpcFeed final : public wire::Feed::Server {
 public:
  RpcFeed(kj::Own<RpcClient> client, const Principal& principal, kj::Own<RpcFeedCourse> course,
          EventPage first);

 private:
  kj::Promise<void> running_;
};

}  // namespace dangol
