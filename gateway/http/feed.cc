// See loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "events/utf8.h"
#include "gateway/http/loop_kj.h"
#include "gateway/http/problem.h"
#include "gateway/http/query.h"
#include "gateway/http/reads.h"
#include "gateway/http/service_kj.h"
#include "gateway/limits.h"

namespace dangol {

namespace {

std::variant<EventsAsked, HttpAnswer> asked_of(const HttpRequest& request) {
  Status known = check_parameters(request, {"after", "cursor", "type", "kind"}, "type");
  if (!known.ok()) return problem_of(known.error());
  Result<EventFilter> filter = filter_in(request);
  if (!filter.ok()) return problem_of(filter.error());
  auto viewer = viewer_of(request);
  if (auto* refused = std::get_if<HttpAnswer>(&viewer)) return std::move(*refused);
  return EventsAsked{std::move(filter).value(), std::get<Viewer>(std::move(viewer)),
                     EventText::kStream, kPageRecords, kFeedPageBytes};
}

kj::Duration duration(std::chrono::milliseconds time) { return time.count() * kj::MILLISECONDS; }

class Feed {
 public:
  // REQUIRES: it is in at the hub, which it leaves at its end.
  Feed(HttpLoop& loop, EventsAsked asked)
      : loop_(loop), asked_(std::make_shared<const EventsAsked>(std::move(asked))) {}
  ~Feed() { loop_.feeds().leave(); }
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;

  kj::Promise<FeedPage> begin(std::shared_ptr<const HttpRequest> request) {
    return ask([asked = asked_, request](const HttpReads& reads) -> FeedPage {
      auto start = start_of(*request, reads);
      if (auto* refused = std::get_if<HttpAnswer>(&start)) return std::move(*refused);
      return reads.events().page(*asked, std::get<EventCursor>(start));
    });
  }

  // From the first page on.
  kj::Promise<void> run(kj::Own<kj::AsyncOutputStream> out, EventPage first) {
    out_ = kj::mv(out);
    auto gone = out_->whenWriteDisconnected().then(
        []() -> kj::Promise<void> { return KJ_EXCEPTION(DISCONNECTED, "the client left"); });
    return write(":\n\n")
        .then([this, first = std::move(first)]() mutable { return go_on(std::move(first)); })
        .exclusiveJoin(kj::mv(gone));
  }

 private:
  using Read = std::function<FeedPage(const HttpReads&)>;

  kj::Promise<FeedPage> ask(Read read) {
    settled_ = loop_.feeds().settled();
    return loop_.feed_page(std::move(read));
  }
  kj::Promise<FeedPage> next_page() {
    return ask([asked = asked_, after = cursor_](const HttpReads& reads) {
      return reads.events().page(*asked, after);
    });
  }

  // Writes a page while the next one is read, if there is one.
  kj::Promise<void> go_on(EventPage page) {
    told_ = told_ && page.text.empty() && page.next == cursor_;
    cursor_ = std::move(page.next);
    if (!page.text.empty()) told_ = true;
    if (page.more && page.text.empty()) page.text = told();
    if (!page.more) {
      return write(std::move(page.text)).then([this] { return wait(); });
    }
    auto next = next_page();
    return write(std::move(page.text)).then([this, next = kj::mv(next)]() mutable {
      return follow(kj::mv(next));
    });
  }

  kj::Promise<void> follow(kj::Promise<FeedPage> page) {
    if (late_) return end("slow", "a piece was not taken in time");
    return page.then([this](FeedPage came) -> kj::Promise<void> {
      if (const auto* failed = std::get_if<HttpAnswer>(&came)) return end(*failed);
      return go_on(std::get<EventPage>(std::move(came)));
    });
  }

  kj::Promise<void> wait() {
    if (late_) return end("slow", "a piece was not taken in time");
    enum class Why { kNews, kHeartbeat, kEnding };
    FeedHub& hub = loop_.feeds();
    return hub.news(settled_)
        .then([] { return Why::kNews; })
        .exclusiveJoin(loop_.timer().afterDelay(duration(hub.times().heartbeat)).then([] {
          return Why::kHeartbeat;
        }))
        .exclusiveJoin(hub.ending().then([] { return Why::kEnding; }))
        .then([this](Why why) -> kj::Promise<void> {
          if (why == Why::kEnding) return end("closing", "the server ends");
          if (why == Why::kNews) return follow(next_page());
          return write(told_ ? ":\n\n" : told()).then([this] { return wait(); });
        });
  }

  // So far there is nothing to read: a client remembers it, and does not see an event.
  std::string told() {
    told_ = true;
    return fmt::format("id: {}\n\n", to_string(cursor_));
  }

  kj::Promise<void> end(const HttpAnswer& problem) {
    std::string_view data = problem.body;
    while (data.ends_with('\n')) data.remove_suffix(1);
    return write(fmt::format("event: end\ndata: {}\n\n", data));
  }
  kj::Promise<void> end(std::string_view code, std::string_view detail) {
    return end(problem(503, code, detail));
  }

  // A piece that is not taken in time is the last but the one that says so.
  kj::Promise<void> write(std::string piece) {
    if (piece.empty()) return kj::READY_NOW;
    piece_ = std::move(piece);
    const FeedTimes& times = loop_.feeds().times();
    auto late = loop_.timer().afterDelay(duration(times.piece)).then([this, &times] {
      late_ = true;
      return loop_.timer().afterDelay(duration(times.late)).then([]() -> kj::Promise<void> {
        return KJ_EXCEPTION(DISCONNECTED, "the client does not read its feed");
      });
    });
    return out_->write(piece_.data(), piece_.size()).exclusiveJoin(kj::mv(late));
  }

  HttpLoop& loop_;
  const std::shared_ptr<const EventsAsked> asked_;
  kj::Own<kj::AsyncOutputStream> out_;
  std::string piece_;          // on its way
  EventCursor cursor_;         // behind what was read
  bool told_ = true;           // whether the client knows the cursor
  bool late_ = false;          // the client took a piece late
  std::uint64_t settled_ = 0;  // before the last page was read
};

}  // namespace

kj::Promise<void> serve_feed(HttpLoop& loop, std::shared_ptr<HttpRequest> request,
                             kj::HttpService::Response& response) {
  auto asked = asked_of(*request);
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
        return it.run(kj::mv(out), std::get<EventPage>(std::move(first)));
      })
      .attach(kj::mv(feed));
}

}  // namespace dangol
