#include "actors/engine.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "actors/generation.h"
#include "events/limits.h"

namespace dangol {

namespace {

Status check(const std::vector<SentEvent>& events, const AppendOptions& options,
             std::size_t bytes) {
  if (events.size() > kMaxBatchEvents) {
    return Error{ErrorCode::kRejected, fmt::format("a batch of {} events: at most {} are taken",
                                                   events.size(), kMaxBatchEvents)};
  }
  if (bytes > kMaxBatchBytes) {
    return Error{ErrorCode::kRejected,
                 fmt::format("a batch of {} bytes: at most {} are taken", bytes, kMaxBatchBytes)};
  }
  if (!options.unit) return Done{};
  for (const SentEvent& event : events) {
    if (event.subject != events.front().subject) {
      return Error{ErrorCode::kRejected, "subject: the events of a unit must have one subject"};
    }
  }
  return Done{};
}

}  // namespace

class Engine::Impl {
 public:
  Impl(Store& store, Store::Writing writing, Options options)
      : writing_(std::move(writing)),
        store_(store),
        options_(std::move(options)),
        watch_(
            {
                .wall = options_.clock,
                .uptime = options_.uptime,
                .boot = options_.boot,
                .save = [path = store.clock_mark()](
                            const ClockMark& mark) { return write_clock_mark(path, mark); },
            },
            read_clock_mark(store.clock_mark())),
        admission_(options_.in_flight_bytes) {}

  // REQUIRES: called once, before anything else.
  Status start() {
    std::promise<Status> begun;
    std::future<Status> first = begun.get_future();
    keeper_ = std::thread([this, &begun] { keep(begun); });
    return first.get();
  }

  ~Impl() {
    admission_.shut({ErrorCode::kUnavailable, "the engine is stopping"});
    admission_.wait_until_empty();
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    if (keeper_.joinable()) keeper_.join();
  }

  // `events` are taken when they are admitted.
  Status admit(std::vector<SentEvent>&& events, AppendOptions options, AppendDone done,
               Admission::WhenFull when_full) {
    if (events.empty()) {
      done({});
      return Done{};
    }
    std::size_t bytes = 0;
    for (const SentEvent& event : events) bytes += admitted_bytes(event);
    if (Status fits = check(events, options, bytes); !fits.ok()) return fits;
    if (Status entered = admission_.enter(bytes, when_full); !entered.ok()) return entered;
    // From here on the generation stands until this is answered.
    if (Status room = store_.room(); !room.ok()) {
      admission_.leave(bytes);
      return room;
    }
    if (store_.wants_reopening()) {
      generation_ended("its stream index is damaged and will be rebuilt from the log");
    }
    generation_->submit(std::move(events), std::move(options), bytes, std::move(done));
    return Done{};
  }

  Status read(const std::function<Status(Store&)>& read) const {
    std::shared_lock standing(store_stands_, std::defer_lock);
    if (admission_.paused()) {
      standing.lock();
    } else {
      (void)standing.try_lock();
    }
    if (auto shut = admission_.shut()) return *shut;
    if (!standing) return Error{ErrorCode::kUnavailable, "the store is being opened again"};
    reads_.fetch_add(1, std::memory_order_relaxed);
    return read(store_);
  }

  void give_back() {
    // The generation stands while this is inside.
    if (!admission_.enter(0, Admission::WhenFull::kExceed).ok()) return;
    generation_->let_sleep(kRestingAwakeBytes);
    admission_.leave(0);
    static_cast<void>(read([](Store& store) -> Status {
      store.give_back();
      return Done{};
    }));
  }

  Result<ForgetPlan> forget(const ForgetRequest& request) {
    Result<ForgetPlan> forgotten = Error{ErrorCode::kUnavailable, "nothing was begun"};
    Status done = alone([&](Store& store, const Clock& clock) -> Status {
      forgotten = dangol::forget(store, request, clock);
      return forgotten.ok() ? Status(Done{}) : forgotten.error();
    });
    return done.ok() ? forgotten : Result<ForgetPlan>(done.error());
  }

  Status alone(const std::function<Status(Store&, const Clock&)>& work) {
    std::promise<Status> told;
    auto result = told.get_future();
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !lonely_ || stopping_; });
      if (stopping_ || !health_.serving) {
        return Error{ErrorCode::kUnavailable, "the store is being opened again, or closed"};
      }
      lonely_ = Lonely{&work, &told};
    }
    changed_.notify_all();
    return result.get();
  }

  Status ring_alarms() {
    // The generation stands while this is inside.
    if (Status in = admission_.enter(0, Admission::WhenFull::kExceed); !in.ok()) return in;
    generation_->ring_alarms();
    admission_.leave(0);
    return Done{};
  }
  void confirm_clock() { watch_.confirm(); }

  void on_settled(std::function<void(const Settled&)> told) {
    const std::lock_guard lock(told_mutex_);
    told_ = std::move(told);
  }

  void drain() { admission_.wait_until_empty(); }

  EngineHealth health() const {
    std::lock_guard lock(mutex_);
    EngineHealth health = health_;
    health.clock_stopped = watch_.stopped();
    health.reads = reads_.load(std::memory_order_relaxed);
    if (generation_) {
      health.alarms_failed = generation_->alarm_failure();
      const AwakeCount& awake = generation_->awake();
      health.awake_streams = awake.streams;
      health.awake_bytes = awake.bytes;
      health.woken = awake.woken;
      health.fell_asleep = awake.fell_asleep;
    }
    return health;
  }

 private:
  Status begin_generation() {
    Generation::Options options;
    options.shards = options_.shards;
    options.reader_threads = options_.reader_threads;
    options.worker_threads = options_.worker_threads;
    options.awake_bytes = options_.awake_bytes;
    options.clock = options_.clock;
    options.watch = &watch_;
    options.alarms = options_.alarms;
    options.settled = [this](const Settled& settled) {
      const std::lock_guard lock(told_mutex_);
      if (told_) told_(settled);
    };
    options.failed = [this](const std::string& reason) { generation_ended(reason); };
    auto begun = Generation::start(store_, admission_, std::move(options));
    if (!begun.ok()) return begun.error();
    std::lock_guard lock(mutex_);
    generation_ = std::move(begun).value();
    health_.epoch = generation_->epoch();
    ++health_.generation;
    return Done{};
  }

  // On a thread of the generation: it cannot be taken down here.
  void generation_ended(const std::string& reason) {
    std::lock_guard lock(mutex_);
    shut(reason);
    ended_ = true;
    changed_.notify_all();
  }

  // REQUIRES: mutex_ is held.
  void shut(const std::string& reason) {
    admission_.shut(
        {ErrorCode::kUnavailable, fmt::format("the store is being opened again: {}", reason)});
    health_.serving = false;
    health_.reason = reason;
  }

  // Begins the first generation, and another whenever one has ended, until the engine stops. A
  // thread of its own: an actor system must be taken down where it was set up (CAF keeps its logger
  // by thread, and waits for it).
  void keep(std::promise<Status>& begun) {
    const Status first = begin_generation();
    if (first.ok()) serve();
    begun.set_value(first);  // `begun` is gone after this
    if (!first.ok()) return;
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return stopping_ || ended_ || lonely_; });
      if (stopping_) break;
      if (!ended_) {
        if (!stand_still(lock)) break;
        continue;
      }
      ended_ = false;
      lock.unlock();
      admission_.wait_until_empty();
      std::unique_lock alone(store_stands_);
      take_down();
      lock.lock();
      if (!open_again(lock)) break;
      lock.unlock();
      alone.unlock();
      serve();
      lock.lock();
    }
    if (lonely_) {
      lonely_->told->set_value(Error{ErrorCode::kUnavailable, "the engine is stopping"});
      lonely_.reset();
    }
    lock.unlock();
    take_down();
  }

  // Works, while nothing is in flight and nobody reads; then the next generation begins. False when
  // the engine stops. Holds `lock` at the call and at return.
  bool stand_still(std::unique_lock<std::mutex>& lock) {
    admission_.pause();
    lock.unlock();
    admission_.wait_until_empty();
    std::unique_lock alone(store_stands_);
    take_down();
    const Status worked = (*lonely_->work)(store_, options_.clock);
    // What it may have begun is finished before anybody is served: that takes an opening.
    const bool whole = worked.ok() || worked.error().code == ErrorCode::kRejected ||
                       worked.error().code == ErrorCode::kNotFound;
    Status begun = whole ? begin_generation() : worked.error();
    lock.lock();
    if (!begun.ok()) shut(begun.error().message);
    const bool goes_on = begun.ok() || open_again(lock);
    const Lonely over = *std::exchange(lonely_, std::nullopt);
    lock.unlock();
    alone.unlock();
    if (goes_on) serve();
    over.told->set_value(worked);
    changed_.notify_all();
    lock.lock();
    return goes_on;
  }

  // Whoever reads of it in health() is taken in, too.
  void serve() {
    const std::lock_guard lock(mutex_);
    if (ended_) return;
    admission_.open();
    health_.serving = true;
  }

  void take_down() {
    std::unique_ptr<Generation> over;
    const std::lock_guard lock(mutex_);
    over.swap(generation_);
  }

  // Tries until it succeeds; false when the engine stops. Holds `lock` at the call and at return.
  bool open_again(std::unique_lock<std::mutex>& lock) {
    for (auto pause = options_.reopen_first;; pause = std::min(2 * pause, options_.reopen_last)) {
      if (stopping_) return false;
      lock.unlock();
      Status opened = store_.reopen();
      if (opened.ok()) opened = begin_generation();
      lock.lock();
      if (opened.ok()) return true;
      shut(opened.error().message);
      changed_.wait_for(lock, pause, [this] { return stopping_; });
    }
  }

  // Somebody waits for it.
  struct Lonely {
    const std::function<Status(Store&, const Clock&)>* work;
    std::promise<Status>* told;
  };

  const Store::Writing writing_;
  Store& store_;
  const Options options_;
  ClockWatch watch_;
  Admission admission_;
  mutable std::atomic<std::uint64_t> reads_ = 0;
  mutable std::shared_mutex store_stands_;  // held shared by reads, alone to open again
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::mutex told_mutex_;
  std::function<void(const Settled&)> told_;  // of settled frames
  bool stopping_ = false;
  std::optional<Lonely> lonely_;  // work that waits for the store to itself, or has it
  bool ended_ = false;            // the generation has ended, and the keeper has not seen it yet
  EngineHealth health_;
  // Replaced under the mutex, and only while nothing is in flight and nobody can enter.
  std::unique_ptr<Generation> generation_;
  std::thread keeper_;
};

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::start(Store& store, Options options) {
  options.shards = std::max(options.shards, 1U);
  options.reader_threads = std::max<std::size_t>(options.reader_threads, 1);
  std::optional<Store::Writing> writing = store.begin_writing();
  if (!writing) {
    return Error{ErrorCode::kInUse, "another engine runs on this store; it must end first"};
  }
  auto impl = std::make_unique<Impl>(store, std::move(*writing), std::move(options));
  if (Status started = impl->start(); !started.ok()) return started.error();
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

Status Engine::append(std::vector<SentEvent> events, AppendOptions options, AppendDone done) {
  return impl_->admit(std::move(events), std::move(options), std::move(done),
                      Admission::WhenFull::kWait);
}

Status Engine::try_append(std::vector<SentEvent>&& events, AppendOptions options, AppendDone done) {
  return impl_->admit(std::move(events), std::move(options), std::move(done),
                      Admission::WhenFull::kRefuse);
}

Outcomes Engine::append_and_wait(std::vector<SentEvent> events, AppendOptions options) {
  const std::size_t count = events.size();
  std::promise<Outcomes> answered;
  std::future<Outcomes> outcomes = answered.get_future();
  Status admitted = append(std::move(events), std::move(options),
                           [&answered](Outcomes all) { answered.set_value(std::move(all)); });
  if (admitted.ok()) return outcomes.get();
  return Outcomes(count, refused_outcome(admitted.error()));
}

Status Engine::read(const std::function<Status(Store&)>& read) const { return impl_->read(read); }
Result<ForgetPlan> Engine::forget(const ForgetRequest& request) { return impl_->forget(request); }
Status Engine::ring_alarms() { return impl_->ring_alarms(); }
void Engine::on_settled(std::function<void(const Settled&)> told) {
  impl_->on_settled(std::move(told));
}
Status Engine::alone(const std::function<Status(Store&, const Clock&)>& work) {
  return impl_->alone(work);
}
void Engine::confirm_clock() { impl_->confirm_clock(); }
void Engine::give_back() { impl_->give_back(); }
void Engine::drain() { impl_->drain(); }
EngineHealth Engine::health() const { return impl_->health(); }

}  // namespace dangol
