// See gateway/http/loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

// What is answered by records.
#include <utility>

#include "gateway/http/feed_course_kj.h"
#include "gateway/http/problem.h"
#include "gateway/http/reads.h"
#include "gateway/limits.h"
#include "gateway/rpc/feed_kj.h"
#include "gateway/rpc/record_page_capnp.h"
#include "gateway/rpc/session_kj.h"

namespace dangol {

namespace {

// Records of a page; too many are refused by who reads it.
unsigned most_of(std::uint32_t asked) {
  return static_cast<unsigned>(asked == 0 ? kUsualPageEvents
                                          : std::min<std::size_t>(asked, kPageRecords));
}

FeedPage page_of(std::variant<SubjectPage, HttpAnswer> read) {
  if (auto* refused = std::get_if<HttpAnswer>(&read)) return std::move(*refused);
  const SubjectPage& shown = std::get<SubjectPage>(read);
  EventPage page;
  page.records = record_page_of(shown.taken, shown.subject);
  page.version = shown.next;
  page.more = shown.page.more;
  return page;
}

}  // namespace

template <class Context>
kj::Promise<void> RpcSession::page(Context context, kj::Own<RpcCall> call,
                                   std::function<FeedPage(const HttpReads&)> read) {
  return read_page(std::move(read)).then([context, call = kj::mv(call)](FeedPage came) mutable {
    if (const auto* problem = std::get_if<HttpAnswer>(&came)) {
      call->refuse(error_of(*problem), context.getResults().initPage().initRefused());
      return;
    }
    const EventPage& page = std::get<EventPage>(came);
    const bool of_log = page.version == Version();
    page.records->write(
        {of_log ? to_string(page.next) : "", page.version.value(), page.more},
        context.getResults(capnp::MessageSize{page.records->words(), 0}).initPage().initPage());
    call->answered();
  });
}

kj::Promise<void> RpcSession::history(HistoryContext context) {
  context.allowCancellation();
  const auto asked = context.getParams();
  RpcQuestion about = question(RouteId::kSubjectEvents)
                          .subject(asked.getSubject())
                          .as_of(asked.getAsOf())
                          .types(asked.getTypes())
                          .number("after", asked.getAfterVersion())
                          .number("limit", asked.getMost())
                          .looking(asked.getLooking());
  auto call = begin("history");
  if (const auto error = refused(about)) {
    call->refuse(*error, context.getResults().initPage().initRefused());
    return kj::READY_NOW;
  }
  return page(context, kj::mv(call), [request = about.request()](const HttpReads& reads) {
    return page_of(reads.subject_page(*request));
  });
}

kj::Promise<void> RpcSession::events(EventsContext context) {
  context.allowCancellation();
  const auto asked = context.getParams();
  RpcQuestion about = question(RouteId::kEvents)
                          .filter(asked.getFilter())
                          .after(asked.getAfter())
                          .number("limit", asked.getMost())
                          .looking(asked.getLooking());
  auto call = begin("events");
  if (const auto error = refused(about)) {
    call->refuse(*error, context.getResults().initPage().initRefused());
    return kj::READY_NOW;
  }
  return page(context, kj::mv(call),
              [request = about.request(), most = most_of(asked.getMost())](const HttpReads& reads) {
                return reads.log_page(*request, record_writer(most));
              });
}

kj::Promise<void> RpcSession::feed(FeedContext context) {
  context.allowCancellation();
  const auto asked = context.getParams();
  RpcQuestion about = question(RouteId::kFeed)
                          .filter(asked.getFilter())
                          .after(asked.getAfter())
                          .looking(asked.getLooking());
  auto call = begin("feed");
  const auto refuse = [&](const Error& error) {
    call->refuse(error, context.getResults().initOpened().initRefused());
    return kj::READY_NOW;
  };
  if (const auto error = refused(about)) return refuse(*error);
  auto wanted = feed_asked(*about.request(), record_writer(kRpcFeedRecords), kRpcFeedRecords);
  if (const auto* problem = std::get_if<HttpAnswer>(&wanted)) return refuse(error_of(*problem));
  HttpLoop& loop = client_->loop();
  if (!loop.feeds().enter()) {
    return refuse({ErrorCode::kOverloaded, "the server has as many feeds as it can"});
  }
  auto course =
      kj::heap<RpcFeedCourse>(loop, std::get<EventsAsked>(std::move(wanted)), asked.getSink());
  RpcFeedCourse& it = *course;
  return it.begin(about.request())
      .then([this, context, call = kj::mv(call), course = kj::mv(course)](FeedPage first) mutable {
        auto opened = context.getResults().initOpened();
        if (const auto* problem = std::get_if<HttpAnswer>(&first)) {
          call->refuse(error_of(*problem), opened.initRefused());
          return;
        }
        opened.setFeed(kj::heap<RpcFeed>(kj::addRef(*client_), principal_, kj::mv(course),
                                         std::get<EventPage>(std::move(first))));
        call->answered();
      });
}

}  // namespace dangol
