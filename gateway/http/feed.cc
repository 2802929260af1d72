// See loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

// A feed as server-sent events.
#include <string>
#include <utility>

#include <fmt/format.h>

#include "gateway/http/feed_course_kj.h"
#include "gateway/http/problem.h"
#include "gateway/http/service_kj.h"
#include "gateway/limits.h"

namespace dangol {

namespace {

class Feed final : public FeedCourse {
 public:
  using FeedCourse::FeedCourse;

  kj::Promise<void> send(kj::Own<kj::AsyncOutputStream> out, EventPage first) {
    out_ = kj::mv(out);
    auto gone = out_->whenWriteDisconnected().then(
        []() -> kj::Promise<void> { return KJ_EXCEPTION(DISCONNECTED, "the client left"); });
    return write(":\n\n")
        .then([this, first = std::move(first)]() mutable { return run(std::move(first)); })
        .exclusiveJoin(kj::mv(gone));
  }

 private:
  kj::Promise<void> tell(EventPage page) override { return write(std::move(page.text)); }
  // A client remembers it, and does not see an event.
  kj::Promise<void> tell_cursor(const EventCursor& cursor) override {
    return write(fmt::format("id: {}\n\n", to_string(cursor)));
  }
  kj::Promise<void> tell_alive(const EventCursor&) override { return write(":\n\n"); }
  kj::Promise<void> tell_end(const HttpAnswer& problem) override {
    std::string_view data = problem.body;
    while (data.ends_with('\n')) data.remove_suffix(1);
    return write(fmt::format("event: end\ndata: {}\n\n", data));
  }

  kj::Promise<void> write(std::string piece) {
    piece_ = std::move(piece);
    return out_->write(piece_.data(), piece_.size());
  }

  kj::Own<kj::AsyncOutputStream> out_;
  std::string piece_;  // on its way
};

}  // namespace

kj::Promise<void> serve_feed(HttpLoop& loop, std::shared_ptr<HttpRequest> request,
                             kj::HttpService::Response& response) {
  auto asked = feed_asked(*request, text_writer(EventText::kStream), kPageRecords);
  if (auto* refused = std::get_if<HttpAnswer>(&asked)) {
    return send_answer(loop, response, std::move(*refused));
  }
  if (!loop.feeds().enter()) {
    return send_answer(loop, response,
                       problem(429, "overloaded", "the server has as many feeds as it can"));
  }
  auto feed = kj::heap<Feed>(loop, std::get<EventsAsked>(std::move(asked)));
  Feed& it = *feed;
  const bool head_only = request->method == HttpMethod::kHead;
  return it.begin(request)
      .then([&loop, &it, &response, head_only](FeedPage first) -> kj::Promise<void> {
        if (auto* refused = std::get_if<HttpAnswer>(&first)) {
          return send_answer(loop, response, std::move(*refused));
        }
        kj::HttpHeaders headers(loop.table());
        headers.set(kj::HttpHeaderId::CONTENT_TYPE, "text/event-stream");
        headers.add("Cache-Control", "no-store");
        auto out = response.send(200, "OK", headers);
        if (head_only) return kj::READY_NOW;
        return it.send(kj::mv(out), std::get<EventPage>(std::move(first)));
      })
      .attach(kj::mv(feed));
}

}  // namespace dangol
