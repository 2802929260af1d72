// One gateway thread: its connections, what they share, and what comes back to them from other threads.
// Lives on its thread. Only for sources.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <variant>
#include <vector>

#include <kj/async-io.h>
#include <kj/compat/http.h>

#include "actors/engine_limits.h"
#include "events/cloudevents.h"
#include "gateway/bridge_kj.h"
#include "gateway/http/bounds.h"
#include "gateway/http/event_pages.h"
#include "gateway/http/feed_kj.h"
#include "gateway/http/gatekeeper.h"
#include "gateway/http/limits.h"
#include "gateway/http/metrics.h"
#include "gateway/http/reads.h"
#include "gateway/http/tls_kj.h"
#include "gateway/http/visitors_kj.h"
#include "gateway/serving.h"
#include "replay/work_pool.h"
#include "store/descriptor.h"

namespace dangol {

// A page of a feed, or why there is none.
using FeedPage = std::variant<EventPage, HttpAnswer>;
// Something was settled, and a feed waits for it.
struct FeedNews {};

// A page that was read for one request.
struct ReadPage {
  FeedPage page;
};

// What became of one thing that was asked of another thread.
struct HttpDelivery {
  std::uint64_t ticket = 0;
  std::variant<Outcomes, HttpAnswer, ReadPage, FeedPage, FeedNews> what;
};
using HttpBridge = BridgeOf<HttpDelivery>;

enum class WhenFull : std::uint8_t { kRefuse, kWait };

class RpcDoor;

// Tells KJ, as an answer begins, whether the connection ends with it: KJ itself does not look at what a client
// says of that.
class HttpClosing final : public kj::HttpServerCallbacks {
 public:
  bool shouldClose() override { return now_; }
  // While it stands, the answers that begin are the last ones of their connections, or are not.
  class Scope {
   public:
    Scope(HttpClosing& closing, bool closes) : closing_(closing) { closing_.now_ = closes; }
    ~Scope() { closing_.now_ = false; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    HttpClosing& closing_;
  };

 private:
  bool now_ = false;
};

class HttpLoop final : private kj::TaskSet::ErrorHandler {
 public:
  struct Parts {
    Serving& serving;
    Gatekeeper& gate;
    const HttpReads& reads;
    HttpMetrics& metrics;
    WorkPool& pool;
    std::shared_ptr<HttpBridge> bridge;
    FeedTimes feeds = {};
    HttpBounds bounds = {};
    std::shared_ptr<const HttpTlsSetup> tls = {};  // nullptr: it speaks in clear
  };
  // What can be at the bell: what the engine has admitted, which nobody may wait for any more, reads, a
  // page a feed (and those that their feeds did not wait for), and news.
  static constexpr std::size_t kDeliveries =
      kInFlightBytes / sizeof(SentEvent) + kHttpReadsWaiting + 3 * kMaxFeeds + 1;

  // `rpc` hears those who speak RPC; not valid: nobody does.
  HttpLoop(Parts parts, Descriptor listener, Descriptor rpc);
  ~HttpLoop();

  // Until the bridge says stop; then until what was begun is answered, or the grace is over.
  void run();

  // For who serves a request.

  // Hands events to the engine, and does not wait for room: after kOverloaded they are still there.
  std::variant<kj::Promise<Outcomes>, Error> submit(std::vector<SentEvent>& events,
                                                    AppendOptions options);
  // Records events. An error means that nothing was: the store is full, or being opened again.
  kj::Promise<Result<Outcomes>> append(std::vector<SentEvent> events, AppendOptions options,
                                       WhenFull when_full);
  // Answers a read on another thread.
  kj::Promise<HttpAnswer> read(RouteId route, std::shared_ptr<HttpRequest> request);
  // The same, of what is answered by a page.
  kj::Promise<FeedPage> read_page(std::function<FeedPage(const HttpReads&)> read);
  // Reads a page on another thread. REQUIRES: for one of the feeds that are in, which waits for it.
  kj::Promise<FeedPage> feed_page(std::function<FeedPage(const HttpReads&)> read);
  // Reads a body, as far as it may be; else 408, 413, 429.
  kj::Promise<std::variant<std::string, HttpAnswer>> body(kj::AsyncInputStream& from);

  // Counts it, and gives its answer.
  HttpAnswer refuse(Refusal why, unsigned status, std::string_view code, std::string_view detail);
  // Fails once a principal would no longer be let in: what lasts ends with that.
  kj::Promise<void> until_shut_out(Principal principal);

  CloudEventsReader& reader() { return reader_; }
  kj::Timer& timer() { return io_.provider->getTimer(); }
  const kj::HttpHeaderTable& table() const { return table_; }
  Gatekeeper& gate() { return parts_.gate; }
  HttpVisitors& visitors() { return visitors_; }
  const HttpBounds& bounds() const { return parts_.bounds; }
  HttpMetrics& metrics() const { return parts_.metrics; }
  HttpClosing& closing() { return closing_; }
  FeedHub& feeds() { return feeds_; }

 private:
  class Body;

  // What a visitor is served once its connection is safe.
  using Serve = kj::Promise<void> (HttpLoop::*)(HttpVisitor&, kj::Own<kj::AsyncIoStream>);

  kj::Promise<void> accept_all(kj::ConnectionReceiver& listener, Serve serve);
  void take(kj::Own<kj::AsyncIoStream> stream, Serve serve);
  kj::Promise<void> visit(HttpVisitor& visitor, kj::Own<kj::AsyncIoStream> stream, Serve serve);
  kj::Promise<void> serve(HttpVisitor& visitor, kj::Own<kj::AsyncIoStream> stream);
  kj::Promise<void> serve_rpc(HttpVisitor& visitor, kj::Own<kj::AsyncIoStream> stream);
  kj::Own<kj::ConnectionReceiver> listen_on(Descriptor socket);
  HttpAnswer body_too_large();
  kj::Promise<void> deliver_all();
  kj::HttpServerSettings settings();
  void taskFailed(kj::Exception&& exception) override;

  using Told = decltype(HttpDelivery::what);
  std::uint64_t ticket(kj::Own<kj::PromiseFulfiller<Told>> fulfiller);

  const Parts parts_;
  kj::AsyncIoContext io_;
  const kj::HttpHeaderTable table_;
  CloudEventsReader reader_;
  kj::Own<kj::HttpServerErrorHandler> errors_;
  HttpClosing closing_;
  kj::HttpServer server_;
  kj::Own<kj::ConnectionReceiver> listener_;
  kj::Own<kj::ConnectionReceiver> rpc_listener_;  // null: nobody speaks RPC
  std::unique_ptr<HttpTls> tls_;                  // nullptr: it speaks in clear
  HttpVisitors visitors_;
  HttpVisitor* arriving_ = nullptr;
  std::size_t bodies_bytes_ = 0;
  std::size_t reads_waiting_ = 0;
  std::uint64_t last_ticket_ = 0;
  std::unordered_map<std::uint64_t, kj::Own<kj::PromiseFulfiller<Told>>> waiting_;
  kj::Own<kj::PromiseFulfiller<void>> stop_;
  FeedHub feeds_;
  std::unique_ptr<RpcDoor> rpc_;        // nullptr: nobody speaks RPC
  std::unique_ptr<kj::TaskSet> tasks_;  // last
};

}  // namespace dangol
