#include "actors/engine.h"

#include <algorithm>
#include <condition_variable>
#include <future>
#include <mutex>
#include <utility>

#include <fmt/format.h>

#include "actors/caf.h"
#include "actors/committer.h"
#include "actors/journal_actor.h"
#include "actors/mirror.h"
#include "actors/shard_actor.h"
#include "actors/stream_loader.h"
#include "events/limits.h"

namespace dangol {

namespace {

std::size_t bytes_of(const SentEvent& event) {
  return event.event.words() * 8 + event.subject.size() + event.correlation_id.size() +
         event.causation_id.size() + sizeof(SentEvent);
}

caf::actor_system_config& configure(caf::actor_system_config& config, std::size_t threads) {
  // One shared queue: `stealing` was measured at a third of its rate for this traffic.
  config.set("scheduler.policy", caf::atom("sharing"));
  if (threads > 0) config.set("scheduler.max-threads", threads);
  return config;
}

// Tells the index and the snapshots of what is settled. Both are derived: what they fail to take
// is rebuilt from the log at the next start.
class DerivedSink : public SettledSink {
 public:
  explicit DerivedSink(Store& store) : store_(store) {}
  Status records(std::span<const IndexEntry> entries) override {
    return store_.index().add(entries);
  }
  void snapshot(StreamToken stream, StreamHead head, Place last, std::string bytes) override {
    const Snapshot one{stream, head.version, head.chain, last, std::move(bytes)};
    // A snapshot that cannot be written is only a slower start.
    (void)store_.snapshots().put({&one, 1});
  }
  std::optional<Position> position_of(StreamToken stream, Version version) override {
    auto positions = store_.index().positions(stream, version, 1);
    if (!positions.ok() || positions.value().empty()) return std::nullopt;
    return positions.value().front();
  }

 private:
  Store& store_;
};

}  // namespace

class Engine::Impl {
 public:
  Impl(Store& store, Store::Writing writing, Options options, Claim claim, Position size,
       Micros last_recorded)
      : writing_(std::move(writing)),
        options_(std::move(options)),
        shared_{store.vault(), store.index(), Sealer(store.vault(), store.entropy())},
        sink_(store),
        committer_(store.log(), store.vault(), sink_, claim, size, last_recorded,
                   {.shards = options_.shards,
                    .clock = options_.clock,
                    .mirror = [this](std::vector<Mirror> mirrors) { record(std::move(mirrors)); },
                    .failed = [this](const std::string& reason) { fail(reason); }}),
        loader_([this, &store](
                    const std::string& subject) { return load_stream(store, shared_, subject); },
                options_.reader_threads),
        system_(configure(config_, options_.worker_threads)) {
    journal_ = system_.spawn<caf::detached>(journal_actor, &committer_);
    for (std::uint32_t i = 0; i < options_.shards; ++i) {
      ShardState::Options shard;
      shard.number = i;
      shard.loader = &loader_;
      shard.journal = journal_;
      shard.settled = [this, i] { return committer_.settled(i); };
      shards_.push_back(system_.spawn(shard_actor, std::move(shard)));
    }
  }

  ~Impl() {
    drain();
    for (caf::actor& shard : shards_) caf::anon_send_exit(shard, caf::exit_reason::user_shutdown);
    caf::anon_send_exit(journal_, caf::exit_reason::user_shutdown);
    shards_.clear();
    journal_ = nullptr;
  }

  enum class WhenFull { kWait, kRefuse };

  Status admit(std::vector<SentEvent> events, AppendOptions options, AppendDone done,
               WhenFull when_full) {
    if (events.empty()) {
      done({});
      return Done{};
    }
    std::size_t bytes = 0;
    for (const SentEvent& event : events) bytes += bytes_of(event);
    if (Status fits = check(events, options, bytes); !fits.ok()) return fits;
    {
      std::unique_lock lock(mutex_);
      // One batch always passes, so that a small budget cannot refuse for ever.
      const auto room = [&] {
        return in_flight_bytes_ == 0 || in_flight_bytes_ + bytes <= options_.in_flight_bytes;
      };
      if (!room() && when_full == WhenFull::kRefuse) {
        return Error{ErrorCode::kOverloaded, "too much is in flight; try again in a moment"};
      }
      changed_.wait(lock, room);
      in_flight_bytes_ += bytes;
      ++in_flight_;
    }
    submit(std::move(events), std::move(options),
           [this, bytes, done = std::move(done)](Outcomes outcomes) {
             done(std::move(outcomes));
             finished(bytes);
           });
    return Done{};
  }

  // Records what another stream's record asked for.
  void record(std::vector<Mirror> mirrors) {
    for (Mirror& mirror : mirrors) {
      // Held without waiting: its cause was admitted already, but what comes after it must wait.
      const std::size_t bytes = bytes_of(mirror.event);
      {
        std::lock_guard lock(mutex_);
        in_flight_bytes_ += bytes;
        ++in_flight_;
      }
      std::vector<SentEvent> events;
      events.push_back(std::move(mirror.event));
      AppendOptions options;
      options.recording = Recording::kAsRecorded;
      options.origin = Origin::kMirror;
      options.settles_row = std::move(mirror.row_key);
      submit(std::move(events), std::move(options), [this, bytes](Outcomes) { finished(bytes); });
    }
  }

  void drain() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return in_flight_ == 0; });
  }

  std::string failure() const {
    std::lock_guard lock(mutex_);
    return failure_;
  }

 private:
  static Status check(const std::vector<SentEvent>& events, const AppendOptions& options,
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

  void submit(std::vector<SentEvent> events, AppendOptions options, AppendDone done) {
    auto submission =
        std::make_shared<Submission>(std::move(events), std::move(options), std::move(done));
    std::vector<std::vector<std::uint32_t>> parts(shards_.size());
    for (std::uint32_t i = 0; i < submission->events.size(); ++i) {
      parts[submission->subject_hashes[i] % parts.size()].push_back(i);
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (!parts[i].empty()) {
        caf::anon_send(shards_[i], ShardPart{submission, std::move(parts[i])});
      }
    }
  }

  void finished(std::size_t bytes) {
    std::lock_guard lock(mutex_);
    in_flight_bytes_ -= bytes;
    --in_flight_;
    changed_.notify_all();
  }

  void fail(const std::string& reason) {
    std::lock_guard lock(mutex_);
    failure_ = reason;
  }

  const Store::Writing writing_;
  const Options options_;
  StreamWriter::Shared shared_;
  DerivedSink sink_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t in_flight_bytes_ = 0;
  std::size_t in_flight_ = 0;
  std::string failure_;
  Committer committer_;
  caf::actor_system_config config_;
  // The loader outlives the actors that ask it, and is stopped before them only when drained.
  Loader loader_;
  caf::actor_system system_;
  caf::actor journal_;
  std::vector<caf::actor> shards_;
};

Engine::Engine(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Engine::~Engine() = default;

Result<std::unique_ptr<Engine>> Engine::start(Store& store, Options options) {
  const PartitionId partition(0);
  options.shards = std::max(options.shards, 1U);
  options.reader_threads = std::max<std::size_t>(options.reader_threads, 1);
  std::optional<Store::Writing> writing = store.begin_writing();
  if (!writing) {
    return Error{ErrorCode::kInUse, "another engine runs on this store; it must end first"};
  }
  Result<Claim> claim = store.log().claim(partition);
  if (!claim.ok()) return claim.error();
  Result<StoredTail> tail = read_tail(store.log(), partition);
  if (!tail.ok()) return tail.error();
  if (store.index().end() != tail.value().size) {
    return Error{ErrorCode::kUnavailable,
                 "the stream index lacks records that the log holds: open the store again"};
  }
  Result<std::vector<Mirror>> owed = owed_mirrors(store, partition);
  if (!owed.ok()) return owed.error();
  auto impl = std::make_unique<Impl>(store, std::move(*writing), std::move(options), claim.value(),
                                     tail.value().size, tail.value().last_recorded);
  impl->record(std::move(owed).value());
  return std::unique_ptr<Engine>(new Engine(std::move(impl)));
}

Status Engine::append(std::vector<SentEvent> events, AppendOptions options, AppendDone done) {
  return impl_->admit(std::move(events), std::move(options), std::move(done),
                      Impl::WhenFull::kWait);
}

Status Engine::try_append(std::vector<SentEvent> events, AppendOptions options, AppendDone done) {
  return impl_->admit(std::move(events), std::move(options), std::move(done),
                      Impl::WhenFull::kRefuse);
}

Outcomes Engine::append_and_wait(std::vector<SentEvent> events, AppendOptions options) {
  const std::size_t count = events.size();
  std::promise<Outcomes> answered;
  std::future<Outcomes> outcomes = answered.get_future();
  Status admitted = append(std::move(events), std::move(options),
                           [&answered](Outcomes all) { answered.set_value(std::move(all)); });
  if (admitted.ok()) return outcomes.get();
  Outcome refused;
  refused.code = OutcomeCode::kRejected;
  refused.reason = admitted.error().message;
  return Outcomes(count, refused);
}

void Engine::drain() { impl_->drain(); }
std::string Engine::failure() const { return impl_->failure(); }

}  // namespace dangol
