// See gateway/http/loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include "client/wire_capnp.h"
#include "gateway/http/problem.h"
#include "gateway/rpc/feed_kj.h"
#include "gateway/rpc/record_page_capnp.h"

namespace dangol {

kj::Promise<void> RpcFeedCourse::tell(EventPage page) {
  auto request = sink_.pageRequest(capnp::MessageSize{page.records->words(), 0});
  page.records->write({to_string(page.next), 0, page.more}, request.initPage());
  return request.send();
}

kj::Promise<void> RpcFeedCourse::tell_cursor(const EventCursor& cursor) {
  auto request = sink_.pageRequest();
  request.initPage().setCursor(to_string(cursor));
  return request.send();
}

kj::Promise<void> RpcFeedCourse::tell_end(const HttpAnswer& problem) {
  auto request = sink_.endedRequest();
  write_error(error_of(problem), request.initReason());
  return request.send().ignoreResult();
}

RpcFeed::RpcFeed(kj::Own<RpcClient> client, const Principal& principal,
                 kj::Own<RpcFeedCourse> course, EventPage first)
    : running_(nullptr) {
  RpcFeedCourse& it = *course;
  auto shut_out = client->loop().until_shut_out(principal).catch_([&it](kj::Exception&&) {
    return it.end(problem(403, "forbidden", "the token was revoked, or has expired"));
  });
  auto run =
      kj::evalLater([&it, first = std::move(first)]() mutable { return it.run(std::move(first)); });
  auto busy = kj::heap<RpcClient::Busy>(kj::mv(client));
  // Whatever way it ends: a client that is gone or too slow is not told.
  running_ = run.exclusiveJoin(kj::mv(shut_out))
                 .catch_([](kj::Exception&&) {})
                 .attach(kj::mv(course), kj::mv(busy))
                 .eagerlyEvaluate(nullptr);
}

}  // namespace dangol
