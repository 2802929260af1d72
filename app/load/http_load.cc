// A promise of a value that failed is taken by GCC 12 for one that is read.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include "app/load/http_load.h"

#include <algorithm>
#include <memory>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <kj/async-io.h>
#include <kj/compat/http.h>

#include "app/load/load_run.h"
#include "gateway/loop_io_kj.h"

namespace dangol {

namespace {

using Steady = std::chrono::steady_clock;

constexpr auto kConnectAgain = 100 * kj::MILLISECONDS;
constexpr std::size_t kMaxAnswerText = 64 << 20;

// One connection, one request at a time. Lives on its thread's loop.
class Sender {
 public:
  Sender(LoadRun& shared, std::size_t number, kj::NetworkAddress& server, kj::Timer& timer,
         const kj::HttpHeaderTable& table, LoadResult& result)
      : shared_(shared),
        number_(number),
        server_(server),
        timer_(timer),
        table_(table),
        result_(result),
        maker_(shared.plan.workload, shared.popularity, number),
        random_(shared.plan.workload.seed + number),
        next_batch_(batch()) {}

  kj::Promise<void> run() {
    if (Steady::now() >= shared_.end) return kj::READY_NOW;
    return server_.connect()
        .then([this](kj::Own<kj::AsyncIoStream> stream) {
          client_ = nullptr;
          stream_ = kj::mv(stream);
          client_ = kj::newHttpClient(table_, *stream_);
          return send_all();
        })
        .catch_([this](kj::Exception&&) -> kj::Promise<void> {
          ++result_.broken;
          // The same events again: what was recorded is a duplicate now.
          return timer_.afterDelay(kConnectAgain).then([this] { return run(); });
        });
  }

 private:
  std::string batch() {
    const std::size_t events = shared_.plan.batch;
    std::string text = events == 1 ? "" : "[";
    for (std::size_t i = 0; i < events; ++i) text += (i == 0 ? "" : ",\n") + maker_.next();
    return events == 1 ? text : text + "]";
  }

  // When the request of this turn is due.
  Steady::time_point due() const {
    const LoadPlan& plan = shared_.plan;
    if (plan.rate <= 0) return Steady::now();
    return shared_.begin + due_after(plan, number_, turn_);
  }

  kj::Promise<void> send_all() {
    const Steady::time_point when = due();
    if (std::max(when, Steady::now()) >= shared_.end) return kj::READY_NOW;
    const auto wait = std::chrono::duration_cast<std::chrono::microseconds>(when - Steady::now());
    if (wait.count() > 0) {
      return timer_.afterDelay(wait.count() * kj::MICROSECONDS).then([this, when] {
        return send_one(when);
      });
    }
    return send_one(when);
  }

  kj::Promise<void> send_one(Steady::time_point when) {
    const bool reads = std::bernoulli_distribution(shared_.plan.reads)(random_);
    if (!reads && !taken_ && !shared_.take(shared_.plan.batch)) return kj::READY_NOW;
    taken_ = taken_ || !reads;
    return (reads ? get() : post()).then([this, when, reads](std::string answer) {
      (reads ? result_.reads : result_.appends).add(micros_since(when));
      if (!reads) {
        count(answer);
        next_batch_ = batch();
        taken_ = false;
      }
      ++turn_;
      return send_all();
    });
  }

  kj::Promise<std::string> post() {
    kj::HttpHeaders headers = common();
    headers.set(kj::HttpHeaderId::CONTENT_TYPE, shared_.plan.batch == 1
                                                    ? "application/cloudevents+json"
                                                    : "application/cloudevents-batch+json");
    auto request =
        client_->request(kj::HttpMethod::POST, "/v1/events", headers, next_batch_.size());
    auto body = kj::mv(request.body);
    auto written = body->write(next_batch_.data(), next_batch_.size());
    return written.attach(kj::mv(body)).then([this, response = kj::mv(request.response)]() mutable {
      return answered(kj::mv(response));
    });
  }

  kj::Promise<std::string> get() {
    const std::string url = fmt::format("/v1/subjects/{}/events", maker_.customer());
    return answered(client_->request(kj::HttpMethod::GET, url.c_str(), common()).response);
  }

  kj::HttpHeaders common() const {
    kj::HttpHeaders headers(table_);
    headers.set(kj::HttpHeaderId::HOST, shared_.plan.server);
    if (!shared_.plan.token.empty()) {
      headers.add("Authorization", kj::str("Bearer ", shared_.plan.token.c_str()));
    }
    return headers;
  }

  kj::Promise<std::string> answered(kj::Promise<kj::HttpClient::Response> response) {
    return response.then([this](kj::HttpClient::Response came) {
      ++result_.statuses[came.statusCode];
      auto text = came.body->readAllText(kMaxAnswerText);
      return text.attach(kj::mv(came.body)).then([](kj::String all) {
        return std::string(all.begin(), all.size());
      });
    });
  }

  void count(std::string_view answer) {
    constexpr std::string_view kBefore = "\"outcome\":\"";
    for (std::size_t at = answer.find(kBefore); at != answer.npos;
         at = answer.find(kBefore, at + 1)) {
      const std::string_view rest = answer.substr(at + kBefore.size());
      ++result_.outcomes[std::string(rest.substr(0, rest.find('"')))];
    }
  }

  LoadRun& shared_;
  const std::size_t number_;
  kj::NetworkAddress& server_;
  kj::Timer& timer_;
  const kj::HttpHeaderTable& table_;
  LoadResult& result_;
  EventMaker maker_;
  std::mt19937_64 random_;
  std::string next_batch_;
  bool taken_ = false;  // of the events that are to be sent
  std::uint64_t turn_ = 0;
  kj::Own<kj::AsyncIoStream> stream_;
  kj::Own<kj::HttpClient> client_;  // ends before the stream
};

// One thread of senders: those whose number has this remainder.
void send_from_thread(LoadRun& shared, std::size_t thread, LoadResult& result) {
  kj::AsyncIoContext io = make_loop_io();
  kj::HttpHeaderTable table;
  auto server =
      io.provider->getNetwork().parseAddress(shared.plan.server.c_str()).wait(io.waitScope);
  std::vector<std::unique_ptr<Sender>> senders;
  kj::Vector<kj::Promise<void>> running;
  for (std::size_t i = thread; i < shared.plan.connections; i += shared.plan.threads) {
    senders.push_back(
        std::make_unique<Sender>(shared, i, *server, io.provider->getTimer(), table, result));
    running.add(senders.back()->run());
  }
  kj::joinPromises(running.releaseAsArray()).wait(io.waitScope);
}

Error unavailable(const kj::Exception& why) {
  return {ErrorCode::kUnavailable,
          fmt::format("no load was sent: {}", why.getDescription().cStr())};
}

// That somebody listens there, before many try.
Status reach(const LoadPlan& plan) {
  kj::Maybe<kj::Exception> failed = kj::runCatchingExceptions([&] {
    kj::AsyncIoContext io = make_loop_io();
    io.provider->getNetwork()
        .parseAddress(plan.server.c_str())
        .then([](kj::Own<kj::NetworkAddress> address) {
          auto connected = address->connect();
          return connected.attach(kj::mv(address));
        })
        .wait(io.waitScope);
  });
  KJ_IF_MAYBE (why, failed) return unavailable(*why);
  return Done{};
}

}  // namespace

Result<LoadResult> run_load(const LoadPlan& plan) {
  if (Status checked = check_plan(plan); !checked.ok()) return checked.error();
  if (plan.feeds > 0) return Error{ErrorCode::kUsage, "feeds are read over RPC"};
  Status reached = Done{};
  std::thread([&] { reached = reach(plan); }).join();  // its loop is none of the caller's
  if (!reached.ok()) return reached.error();

  LoadRun shared(plan);
  std::vector<LoadResult> results(plan.threads);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < plan.threads; ++i) {
    threads.emplace_back([&, i] { send_from_thread(shared, i, results[i]); });
  }
  for (std::thread& thread : threads) thread.join();
  LoadResult all;
  for (const LoadResult& one : results) add_result(all, one);
  all.seconds = std::chrono::duration<double>(Steady::now() - shared.begin).count();
  return all;
}

}  // namespace dangol
