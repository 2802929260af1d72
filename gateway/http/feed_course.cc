// See loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include <utility>

#include "gateway/http/feed_course_kj.h"
#include "gateway/http/problem.h"
#include "gateway/http/query.h"
#include "gateway/http/reads.h"

namespace dangol {

namespace {

kj::Duration duration(std::chrono::milliseconds time) { return time.count() * kj::MILLISECONDS; }

}  // namespace

std::variant<EventsAsked, HttpAnswer> feed_asked(const HttpRequest& request, MakePageWriter writer,
                                                 std::size_t most) {
  Status known = check_parameters(request, {"after", "cursor", "type", "kind"}, "type");
  if (!known.ok()) return problem_of(known.error());
  Result<EventFilter> filter = filter_in(request);
  if (!filter.ok()) return problem_of(filter.error());
  auto viewer = viewer_of(request);
  if (auto* refused = std::get_if<HttpAnswer>(&viewer)) return std::move(*refused);
  return EventsAsked{std::move(filter).value(), std::get<Viewer>(std::move(viewer)),
                     std::move(writer), most, kFeedPageBytes};
}

kj::Promise<FeedPage> FeedCourse::begin(std::shared_ptr<const HttpRequest> request) {
  return ask([asked = asked_, request](const HttpReads& reads) -> FeedPage {
    auto start = start_of(*request, reads);
    if (auto* refused = std::get_if<HttpAnswer>(&start)) return std::move(*refused);
    return reads.events().page(*asked, std::get<EventCursor>(start));
  });
}

kj::Promise<FeedPage> FeedCourse::ask(Read read) {
  settled_ = loop_.feeds().settled();
  return loop_.feed_page(std::move(read));
}

kj::Promise<FeedPage> FeedCourse::next_page() {
  return ask([asked = asked_, after = cursor_](const HttpReads& reads) {
    return reads.events().page(*asked, after);
  });
}

kj::Promise<void> FeedCourse::run(EventPage first) { return go_on(std::move(first)); }

kj::Promise<void> FeedCourse::go_on(EventPage page) {
  told_ = told_ && page.events == 0 && page.next == cursor_;
  cursor_ = page.next;
  if (page.events > 0) told_ = true;
  const bool more = page.more;
  if (!more) {
    return tell_begun(std::move(page)).then([this] { return wait(); });
  }
  auto next = next_page();
  return tell_begun(std::move(page)).then([this, next = kj::mv(next)]() mutable {
    return follow(kj::mv(next));
  });
}

kj::Promise<void> FeedCourse::tell_begun(EventPage page) {
  if (page.events > 0) return in_time(tell(std::move(page)));
  // A long way without anything to tell: it need not be gone again.
  if (page.more) return tell_now();
  return kj::READY_NOW;
}

kj::Promise<void> FeedCourse::tell_now() {
  told_ = true;
  return in_time(tell_cursor(cursor_));
}

kj::Promise<void> FeedCourse::follow(kj::Promise<FeedPage> page) {
  if (late_) return end("slow", "a piece was not taken in time");
  return page.then([this](FeedPage came) -> kj::Promise<void> {
    if (const auto* failed = std::get_if<HttpAnswer>(&came)) return end(*failed);
    return go_on(std::get<EventPage>(std::move(came)));
  });
}

kj::Promise<void> FeedCourse::wait() {
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
        auto told = told_ ? in_time(tell_alive(cursor_)) : tell_now();
        return told.then([this] { return wait(); });
      });
}

kj::Promise<void> FeedCourse::end(const HttpAnswer& problem) { return in_time(tell_end(problem)); }

kj::Promise<void> FeedCourse::end(std::string_view code, std::string_view detail) {
  return end(problem(503, code, detail));
}

kj::Promise<void> FeedCourse::in_time(kj::Promise<void> told) {
  const FeedTimes& times = loop_.feeds().times();
  auto late = loop_.timer().afterDelay(duration(times.piece)).then([this, &times] {
    late_ = true;
    return loop_.timer().afterDelay(duration(times.late)).then([]() -> kj::Promise<void> {
      return KJ_EXCEPTION(DISCONNECTED, "the client does not read its feed");
    });
  });
  return told.exclusiveJoin(kj::mv(late));
}

}  // namespace dangol
