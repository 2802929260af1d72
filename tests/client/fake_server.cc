// See client/line.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include "tests/client/fake_server.h"

#include <algorithm>
#include <functional>
#include <future>
#include <map>
#include <thread>

#include <capnp/rpc-twoparty.h>
#include <kj/async-io.h>
#include <sys/socket.h>

#include "client/loop_io_kj.h"
#include "client/wire_capnp.h"
#include "tests/client/fake_state_capnp.h"

namespace dangol::test {

using Step = FakeServer::Step;
using Act = FakeServer::Act;

class FakeServer::Impl : private kj::TaskSet::ErrorHandler {
 public:
  explicit Impl(std::uint16_t port) {
    std::promise<std::uint16_t> up;
    auto told = up.get_future();
    thread_ = std::thread([this, port, &up] { run(port, up); });
    port_ = told.get();
  }
  ~Impl() {
    on_loop([this] { stop_->fulfill(); });
    thread_.join();
  }

  void on_loop(std::function<void()> job) {
    executor_->executeSync([&] { job(); });
  }
  void break_all() {
    on_loop([this] {
      auto all = std::exchange(breaks_, {});
      for (auto& [number, fulfiller] : all) fulfiller->fulfill();
    });
  }
  void release() {
    on_loop([this] {
      auto all = std::exchange(held_, {});
      for (auto& fulfiller : all) fulfiller->fulfill();
    });
  }
  // What was recorded is news to feeds. On the loop.
  void tell_feeds() {
    auto all = std::exchange(waiting_, {});
    for (auto& fulfiller : all) fulfiller->fulfill();
  }

  FakeState state;
  std::uint16_t port_ = 0;

 private:
  friend class FakeSession;
  friend class FakeGateway;
  friend class FakeFeed;

  void run(std::uint16_t port, std::promise<std::uint16_t>& up);
  kj::Promise<void> accept_all();
  void serve(kj::Own<kj::AsyncIoStream> stream);
  void taskFailed(kj::Exception&&) override {}
  void break_off(std::uint64_t connection) {
    const auto found = breaks_.find(connection);
    if (found != breaks_.end()) found->second->fulfill();
  }
  kj::Promise<void> when(std::vector<kj::Own<kj::PromiseFulfiller<void>>>& all) {
    auto pair = kj::newPromiseAndFulfiller<void>();
    all.push_back(kj::mv(pair.fulfiller));
    return kj::mv(pair.promise);
  }

  std::thread thread_;
  const kj::Executor* executor_ = nullptr;
  kj::AsyncIoContext* io_ = nullptr;
  kj::Own<kj::ConnectionReceiver> listener_;
  kj::TaskSet* tasks_ = nullptr;
  kj::Own<kj::PromiseFulfiller<void>> stop_;
  std::uint64_t last_ = 0;
  std::map<std::uint64_t, kj::Own<kj::PromiseFulfiller<void>>> breaks_;
  std::vector<kj::Own<kj::PromiseFulfiller<void>>> held_;
  std::vector<kj::Own<kj::PromiseFulfiller<void>>> waiting_;
};

class FakeFeed final : public wire::Feed::Server {
 public:
  FakeFeed(FakeServer::Impl& server, std::uint64_t connection, wire::FeedSink::Client sink,
           std::size_t after)
      : server_(server), connection_(connection), sink_(kj::mv(sink)), next_(after) {
    const std::lock_guard lock(server_.state.mutex);
    ++server_.state.feeds;
    running_ = kj::evalLater([this] { return give(); }).eagerlyEvaluate([](kj::Exception&&) {});
  }
  ~FakeFeed() {
    const std::lock_guard lock(server_.state.mutex);
    --server_.state.feeds;
    server_.state.changed.notify_all();
  }

 private:
  kj::Promise<void> give() {
    std::unique_lock lock(server_.state.mutex);
    FakeState& state = server_.state;
    if (next_ >= state.log.size()) {
      if (state.nothing_new > 0) {
        --state.nothing_new;
        lock.unlock();
        auto request = sink_.pageRequest();
        request.initPage().setCursor(std::to_string(next_).c_str());
        return request.send().then([this] { return give(); });
      }
      lock.unlock();
      return server_.when(server_.waiting_).then([this] { return give(); });
    }
    if (state.feed_until_end > 0 && ++state.feed_given > state.feed_until_end) {
      state.feed_given = 0;
      lock.unlock();
      if (state.feed_end == FakeServer::FeedEnd::kLetGo) {
        sink_ = nullptr;
        return kj::NEVER_DONE;
      }
      server_.break_off(connection_);
      return kj::NEVER_DONE;
    }
    ++state.pages;
    auto request = sink_.pageRequest();
    auto page = request.initPage();
    const auto count = std::min<std::size_t>(state.feed_records, state.log.size() - next_);
    auto records = page.initRecords(static_cast<unsigned>(count));
    for (std::size_t i = 0; i < count; ++i, ++next_) {
      const FakeKept& kept = state.log[next_];
      auto record = records[static_cast<unsigned>(i)];
      record.setSubject(kept.subject.c_str());
      record.setPosition(next_);
      CanonicalReader reader(kept.event.view());
      record.setEvent(reader.root<schema::Event>());
      record.setCursor(std::to_string(next_ + 1).c_str());
    }
    page.setCursor(std::to_string(next_).c_str());
    lock.unlock();
    return request.send().then([this] { return give(); });
  }

  FakeServer::Impl& server_;
  const std::uint64_t connection_;
  wire::FeedSink::Client sink_;
  std::size_t next_;
  kj::Promise<void> running_ = nullptr;
};

class FakeSession final : public wire::Session::Server {
 public:
  FakeSession(FakeServer::Impl& server, std::uint64_t connection)
      : server_(server), connection_(connection) {}

  kj::Promise<void> append(AppendContext context) override {
    const auto batch = context.getParams().getBatch();
    const auto events = batch.getEvents();
    std::unique_lock lock(server_.state.mutex);
    FakeState& state = server_.state;
    state.appends.push_back(events.size());
    state.changed.notify_all();
    Step step;
    if (!state.steps.empty()) {
      step = state.steps.front();
      state.steps.pop_front();
    }
    for (const auto event : events) {
      if (state.rejected.count(std::string(view_of(event.getEvent().getId()))) > 0) {
        step = {Act::kRefuse, {}, ErrorCode::kRejected};
      }
    }
    if (step.act == Act::kBreak) return break_off(lock);
    if (step.act == Act::kNever) return kj::NEVER_DONE;
    if (step.act == Act::kFail) return KJ_EXCEPTION(FAILED, "as scripted");
    auto appended = context.getResults().initAppended();
    if (step.act == Act::kRefuse) {
      write_error({step.refusal, "as scripted"}, appended.initRefused());
      return kj::READY_NOW;
    }
    Outcomes outcomes;
    for (const auto event : events) {
      if (step.act == Act::kSay) {
        outcomes.emplace_back();
        outcomes.back().code = step.outcome;
        outcomes.back().reason = "as scripted";
      } else {
        outcomes.push_back(state.record(event));
      }
    }
    if (step.act == Act::kTakeAndBreak) return break_off(lock);
    write_outcomes(outcomes, appended.initOutcomes().initOutcomes(events.size()));
    lock.unlock();
    server_.tell_feeds();
    if (step.act == Act::kHold) return server_.when(server_.held_);
    return kj::READY_NOW;
  }

  kj::Promise<void> subject(SubjectContext context) override {
    auto document = context.getResults().initDocument();
    const std::lock_guard lock(server_.state.mutex);
    const std::string subject(view_of(context.getParams().getSubject()));
    std::size_t count = 0;
    for (const FakeKept& kept : server_.state.log) count += kept.subject == subject ? 1 : 0;
    if (count == 0) {
      write_error({ErrorCode::kNotFound, "nothing is recorded"}, document.initRefused());
      return kj::READY_NOW;
    }
    auto said = document.initDocument();
    said.setMediaType("application/json");
    said.setBody(data_of("{}"));
    said.setVersion(count);
    return kj::READY_NOW;
  }

  kj::Promise<void> events(EventsContext context) override {
    auto page = context.getResults().initPage().initPage();
    const std::lock_guard lock(server_.state.mutex);
    page.setCursor(std::to_string(server_.state.log.size()).c_str());
    return kj::READY_NOW;
  }

  kj::Promise<void> feed(FeedContext context) override {
    auto params = context.getParams();
    auto opened = context.getResults().initOpened();
    const std::string after(view_of(params.getAfter()));
    if (after == "gone") {
      write_error({ErrorCode::kGone, "the log does not go on from there"}, opened.initRefused());
      return kj::READY_NOW;
    }
    opened.setFeed(kj::heap<FakeFeed>(server_, connection_, params.getSink(),
                                      after.empty() ? 0 : std::stoul(after)));
    return kj::READY_NOW;
  }

 private:
  kj::Promise<void> break_off(std::unique_lock<std::mutex>& lock) {
    lock.unlock();
    server_.break_off(connection_);
    return kj::NEVER_DONE;
  }

  FakeServer::Impl& server_;
  const std::uint64_t connection_;
};

class FakeGateway final : public wire::Gateway::Server {
 public:
  FakeGateway(FakeServer::Impl& server, std::uint64_t connection)
      : server_(server), connection_(connection) {}
  kj::Promise<void> enter(EnterContext context) override {
    const std::lock_guard lock(server_.state.mutex);
    server_.state.token = view_of(context.getParams().getToken());
    auto entered = context.getResults().initEntered();
    if (server_.state.shut_out.empty()) {
      entered.setSession(kj::heap<FakeSession>(server_, connection_));
    } else {
      write_error({ErrorCode::kForbidden, server_.state.shut_out}, entered.initRefused());
    }
    return kj::READY_NOW;
  }

 private:
  FakeServer::Impl& server_;
  const std::uint64_t connection_;
};

struct FakeConnection {
  FakeConnection(kj::Own<kj::AsyncIoStream> from, wire::Gateway::Client gateway)
      : stream(kj::mv(from)),
        network(*stream, capnp::rpc::twoparty::Side::SERVER),
        rpc(capnp::makeRpcServer(network, kj::mv(gateway))) {}
  kj::Own<kj::AsyncIoStream> stream;
  capnp::TwoPartyVatNetwork network;
  capnp::RpcSystem<capnp::rpc::twoparty::VatId> rpc;
};

void FakeServer::Impl::run(std::uint16_t port, std::promise<std::uint16_t>& up) {
  kj::AsyncIoContext io = make_loop_io();
  kj::TaskSet tasks(*this);
  io_ = &io;
  tasks_ = &tasks;
  executor_ = &kj::getCurrentThreadExecutor();
  auto stop = kj::newPromiseAndFulfiller<void>();
  stop_ = kj::mv(stop.fulfiller);
  auto address = io.provider->getNetwork().parseAddress("127.0.0.1", port).wait(io.waitScope);
  listener_ = address->listen();
  tasks.add(accept_all());
  up.set_value(static_cast<std::uint16_t>(listener_->getPort()));
  stop.promise.wait(io.waitScope);
  listener_ = nullptr;
  held_.clear();
  breaks_.clear();
}

kj::Promise<void> FakeServer::Impl::accept_all() {
  return listener_->accept().then([this](kj::Own<kj::AsyncIoStream> stream) {
    serve(kj::mv(stream));
    return accept_all();
  });
}

void FakeServer::Impl::serve(kj::Own<kj::AsyncIoStream> stream) {
  const std::uint64_t number = ++last_;
  const int little = 4096;  // by this Cap'n Proto tells how much of a stream may be on its way
  stream->setsockopt(SOL_SOCKET, SO_SNDBUF, &little, sizeof little);
  {
    const std::lock_guard lock(state.mutex);
    ++state.connections;
  }
  auto broken = kj::newPromiseAndFulfiller<void>();
  breaks_.emplace(number, kj::mv(broken.fulfiller));
  auto connection = kj::heap<FakeConnection>(
      kj::mv(stream), wire::Gateway::Client(kj::heap<FakeGateway>(*this, number)));
  auto over = connection->network.onDisconnect().exclusiveJoin(kj::mv(broken.promise));
  tasks_->add(over.attach(kj::mv(connection)).then([this, number] { breaks_.erase(number); }));
}

FakeServer::FakeServer(std::uint16_t port) : impl_(std::make_unique<Impl>(port)) {}
FakeServer::~FakeServer() = default;

std::uint16_t FakeServer::port() const { return impl_->port_; }
std::string FakeServer::address() const { return "127.0.0.1:" + std::to_string(port()); }

void FakeServer::script(std::vector<Step> steps) {
  const std::lock_guard lock(impl_->state.mutex);
  impl_->state.steps.assign(steps.begin(), steps.end());
}
void FakeServer::reject(std::string id) {
  const std::lock_guard lock(impl_->state.mutex);
  impl_->state.rejected.insert(std::move(id));
}
void FakeServer::shut_out(std::string reason) {
  const std::lock_guard lock(impl_->state.mutex);
  impl_->state.shut_out = std::move(reason);
}
void FakeServer::release() { impl_->release(); }
void FakeServer::break_all() { impl_->break_all(); }
void FakeServer::feed_pages(unsigned records, unsigned until_end, FeedEnd end) {
  const std::lock_guard lock(impl_->state.mutex);
  impl_->state.feed_records = records;
  impl_->state.feed_until_end = until_end;
  impl_->state.feed_end = end;
}
void FakeServer::say_nothing_new(unsigned times) {
  {
    const std::lock_guard lock(impl_->state.mutex);
    impl_->state.nothing_new = times;
  }
  impl_->on_loop([this] { impl_->tell_feeds(); });
}
std::vector<std::string> FakeServer::log() const {
  const std::lock_guard lock(impl_->state.mutex);
  std::vector<std::string> all;
  for (const FakeKept& kept : impl_->state.log) all.push_back(kept.subject + " " + kept.id);
  return all;
}
std::vector<std::size_t> FakeServer::appends() const {
  const std::lock_guard lock(impl_->state.mutex);
  return impl_->state.appends;
}
void FakeServer::await_appends(std::size_t count) const {
  std::unique_lock lock(impl_->state.mutex);
  impl_->state.changed.wait(lock, [&] { return impl_->state.appends.size() >= count; });
}
std::size_t FakeServer::connections() const {
  const std::lock_guard lock(impl_->state.mutex);
  return impl_->state.connections;
}
std::size_t FakeServer::feeds() const {
  const std::lock_guard lock(impl_->state.mutex);
  return impl_->state.feeds;
}
std::size_t FakeServer::pages() const {
  const std::lock_guard lock(impl_->state.mutex);
  return impl_->state.pages;
}
std::string FakeServer::last_token() const {
  const std::lock_guard lock(impl_->state.mutex);
  return impl_->state.token;
}

}  // namespace dangol::test
