// See line.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include "client/feed.h"

#include <utility>

#include "client/backoff.h"
#include "client/client_impl_kj.h"
#include "client/feed_shared_kj.h"
#include "client/values_capnp.h"
#include "client/wire_capnp.h"

namespace dangol {

namespace {

// What passes: the connection, a server that ends or has too much to do, a reader that was slow.
bool passes(const Error& why) {
  return why.code == ErrorCode::kUnavailable || why.code == ErrorCode::kOverloaded;
}

}  // namespace

// One feed on the loop: opened, and again when it ends for what passes. What the server holds of it may outlive its
// task.
class FeedRun : public std::enable_shared_from_this<FeedRun> {
 public:
  FeedRun(ClientLoop& loop, std::shared_ptr<Feed::Shared> shared, FeedOptions options,
          const ClientRetries& retries)
      : loop_(loop),
        shared_(std::move(shared)),
        options_(std::move(options)),
        backoff_(retries.first_wait, retries.longest_wait, 1) {}

  // Until its reader has gone, or it is over.
  kj::Promise<void> run() {
    if (shared_->left()) return kj::READY_NOW;
    return once()
        .then([](std::optional<Error> why) { return why; },
              [](kj::Exception&& why) -> std::optional<Error> { return failure(why); })
        .then([this](std::optional<Error> why) -> kj::Promise<void> {
          ++number_;  // what still comes of the one that ended is not taken
          if (!why) return kj::READY_NOW;
          const bool anew = why->code == ErrorCode::kForbidden && loop_.enter_anew();
          if (!anew && !passes(*why)) {
            shared_->end(std::move(*why));
            return kj::READY_NOW;
          }
          const auto wait = backoff_.next().count() * kj::MILLISECONDS;
          return loop_.timer().afterDelay(wait).then([this] { return room(); }).then([this] {
            return run();
          });
        });
  }

 private:
  class Sink;

  static Error failure(const kj::Exception& why) {
    switch (why.getType()) {
      case kj::Exception::Type::UNIMPLEMENTED: return {ErrorCode::kUsage, "the server has no feed"};
      case kj::Exception::Type::DISCONNECTED:
      case kj::Exception::Type::OVERLOADED:
      case kj::Exception::Type::FAILED: break;
    }
    return {ErrorCode::kUnavailable, "the connection broke off"};
  }

  // One opening until its end; nothing: its reader has gone.
  kj::Promise<std::optional<Error>> once();
  kj::Promise<std::optional<Error>> begin_at_end(wire::Session::Client session);
  kj::Promise<std::optional<Error>> open(wire::Session::Client session);
  kj::Promise<void> take(wire::Page::Reader page);
  kj::Promise<void> room();

  ClientLoop& loop_;
  const std::shared_ptr<Feed::Shared> shared_;
  FeedOptions options_;  // `after`: behind what was given to the reader
  Backoff backoff_;
  std::uint64_t number_ = 0;  // of openings
  kj::Own<kj::PromiseFulfiller<std::optional<Error>>> ended_;
};

// Hears one opening of a feed.
class FeedRun::Sink final : public wire::FeedSink::Server {
 public:
  explicit Sink(std::shared_ptr<FeedRun> run) : run_(std::move(run)), number_(run_->number_) {}
  // The server has let go of it: of a reader that is too slow, without a word.
  ~Sink() { end({ErrorCode::kUnavailable, "the server ended the feed"}); }

  kj::Promise<void> page(PageContext context) override {
    if (number_ != run_->number_) return KJ_EXCEPTION(DISCONNECTED, "nobody reads this any more");
    return run_->take(context.getParams().getPage());
  }
  kj::Promise<void> ended(EndedContext context) override {
    end(read_error(context.getParams().getReason()));
    return kj::READY_NOW;
  }

 private:
  void end(Error why) {
    if (number_ == run_->number_) run_->ended_->fulfill(std::optional(std::move(why)));
  }

  const std::shared_ptr<FeedRun> run_;
  const std::uint64_t number_;
};

kj::Promise<std::optional<Error>> FeedRun::once() {
  return loop_.session().then(
      [this](Result<wire::Session::Client> session) -> kj::Promise<std::optional<Error>> {
        if (!session.ok()) return std::optional(session.error());
        if (options_.after == "end") return begin_at_end(session.value());
        return open(session.value());
      });
}

// Where the end is now is asked once, so that what is recorded while a connection breaks is not left out.
kj::Promise<std::optional<Error>> FeedRun::begin_at_end(wire::Session::Client session) {
  auto request = session.eventsRequest();
  request.setAfter(options_.after.c_str());
  request.setMost(1);
  return request.send().then(
      [this, session](auto&& response) mutable -> kj::Promise<std::optional<Error>> {
        const auto paged = response.getPage();
        if (paged.isRefused()) return std::optional(read_error(paged.getRefused()));
        options_.after = view_of(paged.getPage().getCursor());
        shared_->give({{}, options_.after, {}, false});
        return open(session);
      });
}

kj::Promise<std::optional<Error>> FeedRun::open(wire::Session::Client session) {
  auto ended = kj::newPromiseAndFulfiller<std::optional<Error>>();
  ended_ = kj::mv(ended.fulfiller);
  auto request = session.feedRequest();
  write_filter(options_.which, request.initFilter());
  write_looking(options_.looking, request.initLooking());
  request.setAfter(options_.after.c_str());
  request.setSink(kj::heap<Sink>(shared_from_this()));
  return request.send().then([this, over = kj::mv(ended.promise)](
                                 auto&& response) mutable -> kj::Promise<std::optional<Error>> {
    const auto opened = response.getOpened();
    if (opened.isRefused()) return std::optional(read_error(opened.getRefused()));
    if (!opened.isFeed()) {
      return std::optional(Error{ErrorCode::kUnavailable, "the server opened no feed"});
    }
    // Holding it keeps the feed going.
    return over
        .exclusiveJoin(loop_.line_gone().then([] {
          return std::optional(Error{ErrorCode::kUnavailable, "the connection broke off"});
        }))
        .attach(opened.getFeed());
  });
}

kj::Promise<void> FeedRun::take(wire::Page::Reader from) {
  RecordedPage page = read_page(from);
  backoff_.reset();
  options_.after = page.cursor;
  shared_->give(std::move(page));
  return room();
}

kj::Promise<void> FeedRun::room() {
  ClientLoop::Awaited awaited = loop_.await_call();
  if (!shared_->when_room([&loop = loop_, call = awaited.call] { loop.call(call); })) {
    loop_.call(awaited.call);
    return kj::READY_NOW;
  }
  return awaited.promise.then([self = shared_from_this()] { return self->room(); });
}

Feed::Feed(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
Feed::Feed(Feed&&) noexcept = default;
Feed& Feed::operator=(Feed&& other) noexcept {
  if (shared_ && shared_ != other.shared_) shared_->leave();
  shared_ = std::move(other.shared_);
  return *this;
}
Feed::~Feed() {
  if (shared_) shared_->leave();
}

Result<RecordedPage> Feed::next(std::chrono::milliseconds timeout) {
  return shared_->next(timeout);
}

Feed Client::feed(FeedOptions options) {
  auto shared = std::make_shared<Feed::Shared>(impl_->mailbox());
  const bool posted = impl_->mailbox()->post(
      [&loop = impl_->loop(), shared, options = std::move(options), retries = impl_->retries()] {
        auto run = std::make_shared<FeedRun>(loop, shared, options, retries);
        // Ends the task, and so the server's side, also while nothing comes.
        ClientLoop::Awaited left = loop.await_call();
        shared->when_left([&loop, call = left.call] { loop.call(call); });
        auto over = kj::defer([shared] {
          shared->end({ErrorCode::kUnavailable, "the client has ended"});
        });
        auto running = run->run().exclusiveJoin(kj::mv(left.promise));
        loop.add(running.attach(kj::heap(std::move(run)), kj::mv(over)));
      });
  if (!posted) shared->end({ErrorCode::kUnavailable, "the client has ended"});
  return Feed(std::move(shared));
}

}  // namespace dangol
