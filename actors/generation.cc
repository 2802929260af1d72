#include "actors/generation.h"

#include <utility>

#include "actors/caf.h"
#include "actors/committer.h"
#include "actors/derived_sink.h"
#include "actors/journal_actor.h"
#include "actors/mirror.h"
#include "actors/policy_board.h"
#include "actors/scheduling.h"
#include "actors/shard_actor.h"
#include "actors/stream_loader.h"
#include "store/stream_state.h"

namespace dangol {

namespace {

// The state of the stream of policies; empty where there is none.
Result<Customer> load_policies(Store& store) {
  Result<std::optional<StreamToken>> stream = store.vault().find(std::string(kPolicySubject));
  if (!stream.ok()) return stream.error();
  if (!stream.value()) return Customer(StreamToken());
  Result<StoredState> state = load_stream_state(store, *stream.value());
  if (!state.ok()) return state.error();
  return std::move(state.value().customer);
}

}  // namespace

class Generation::Actors {
 public:
  Actors(Store& store, Admission& admission, Options options, Claim claim, LogTree tree,
         Micros last_recorded, Customer policies)
      : store_(store),
        admission_(admission),
        options_(std::move(options)),
        claim_(claim),
        policies_(options_.clock, std::move(policies)),
        shared_{store.vault(), store.index(), Sealer(store.vault(), store.entropy()),
                [this] { return policies_.now(); }},
        sink_(store),
        alarms_(*options_.watch, alarms_of(store.log(), claim.partition)),
        committer_(store.log(), store.vault(), sink_, claim, std::move(tree), last_recorded,
                   {.shards = options_.shards,
                    .clock = options_.clock,
                    .mirror = [this](std::vector<Mirror> mirrors) { record(std::move(mirrors)); },
                    .side_rows = [this](std::span<const SideRow> rows) { alarms_.settled(rows); },
                    .settled = options_.settled,
                    .policies = [this](auto stream) { policies_.settled(std::move(stream)); },
                    .failed = options_.failed}),
        loader_(readers(
            [this, &store](std::span<const std::string> subjects) {
              return load_streams(store, shared_, subjects);
            },
            options_)),
        system_(scheduled(config_, options_)) {
    // Detached, because it blocks on the disk.
    journal_ = options_.stepping != nullptr
                   ? system_.spawn(journal_actor, &committer_)
                   : system_.spawn<caf::detached>(journal_actor, &committer_);
    if (options_.stepping != nullptr) options_.stepping->begin(system_);
    for (std::uint32_t i = 0; i < options_.shards; ++i) {
      ShardState::Options shard;
      shard.number = i;
      shard.awake_bytes = options_.awake_bytes / options_.shards;
      shard.count = &awake_;
      shard.loader = &loader_;
      shard.journal = journal_;
      shard.settled = [this, i] { return committer_.settled(i); };
      shards_.push_back(system_.spawn(shard_actor, std::move(shard)));
    }
  }

  ~Actors() {
    bell_.reset();
    for (caf::actor& shard : shards_) caf::anon_send_exit(shard, caf::exit_reason::user_shutdown);
    caf::anon_send_exit(journal_, caf::exit_reason::user_shutdown);
    shards_.clear();
    journal_ = nullptr;
    if (options_.stepping != nullptr) options_.stepping->end();
  }

  Epoch epoch() const { return claim_.epoch; }
  const AwakeCount& awake() const { return awake_; }

  void submit(std::vector<SentEvent> events, AppendOptions options, std::size_t bytes,
              AppendDone done) {
    auto submission =
        std::make_shared<Submission>(std::move(events), std::move(options),
                                     [this, bytes, done = std::move(done)](Outcomes outcomes) {
                                       if (done) done(std::move(outcomes));
                                       admission_.leave(bytes);
                                     });
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

  // Records what another stream's record asked for.
  void record(std::vector<Mirror> mirrors) {
    for (Mirror& mirror : mirrors) {
      const std::size_t bytes = admitted_bytes(mirror.event);
      admission_.follow(bytes);
      std::vector<SentEvent> events;
      events.push_back(std::move(mirror.event));
      AppendOptions options;
      options.recording = Recording::kAsRecorded;
      options.origin = Origin::kMirror;
      options.settles_row = std::move(mirror.row_key);
      submit(std::move(events), std::move(options), bytes, nullptr);
    }
  }

  void let_sleep(std::size_t awake_bytes) {
    for (const caf::actor& shard : shards_) {
      caf::anon_send(shard, LetSleep{awake_bytes / shards_.size()});
    }
  }

  // From now on what is due rings.
  void begin_ringing() {
    bell_.emplace(
        alarms_, [this] { return !admission_.shut() && store_.room().ok(); },
        [this](const Alarm& alarm, Micros now) { ring(alarm, now); }, options_.alarms);
  }
  void ring_alarms() { bell_->look(); }
  std::string alarm_failure() const { return alarms_.failure(); }

 private:
  static caf::actor_system_config& scheduled(caf::actor_system_config& config,
                                             const Options& options) {
    if (options.stepping != nullptr) {
      options.stepping->configure(config);
    } else {
      share_work(config, options.worker_threads);
    }
    return config;
  }
  static Loader readers(LoadStreams load, const Options& options) {
    if (options.stepping == nullptr) return Loader(std::move(load), options.reader_threads);
    return Loader(std::move(load), [stepping = options.stepping](std::function<void()> job) {
      stepping->later(std::move(job));
    });
  }

  // Asks one stream what has lapsed.
  void ring(const Alarm& alarm, Micros now) {
    const auto subject = store_.vault().subject_of(alarm.stream);
    if (!subject.ok()) return alarms_.answered(alarm, OutcomeCode::kUnavailable);
    // A person who was forgotten: the row ended with the record that says so, or will with its log.
    if (!subject.value()) return alarms_.answered(alarm, OutcomeCode::kRejected);
    std::vector<SentEvent> events(1);
    events.front().subject = *subject.value();
    const std::size_t bytes = admitted_bytes(events.front());
    if (!admission_.enter(bytes, Admission::WhenFull::kExceed).ok()) {
      return alarms_.answered(alarm, OutcomeCode::kUnavailable);
    }
    AppendOptions options;
    options.origin = Origin::kClock;
    options.ring = Ring{alarm.due, now};
    submit(std::move(events), std::move(options), bytes, [this, alarm](const Outcomes& outcomes) {
      alarms_.answered(alarm, outcomes.front().code);
    });
  }

  Store& store_;
  Admission& admission_;
  const Options options_;
  const Claim claim_;
  AwakeCount awake_;
  PolicyBoard policies_;
  StreamWriter::Shared shared_;
  DerivedSink sink_;
  AlarmClock alarms_;
  Committer committer_;
  caf::actor_system_config config_;
  // The loader outlives the actors that ask it, and is stopped before them only when drained.
  Loader loader_;
  caf::actor_system system_;
  caf::actor journal_;
  std::vector<caf::actor> shards_;
  std::optional<AlarmBell> bell_;
};

Generation::Generation(std::unique_ptr<Actors> actors) : actors_(std::move(actors)) {}
Generation::~Generation() = default;

Result<std::unique_ptr<Generation>> Generation::start(Store& store, Admission& admission,
                                                      Options options) {
  const PartitionId partition(0);
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
  Result<LogTree> tree = LogTree::open(store.log(), claim.value());
  if (!tree.ok()) return tree.error();
  Result<Customer> policies = load_policies(store);
  if (!policies.ok()) return policies.error();
  options.watch->recorded_until(tail.value().last_recorded);
  auto actors = std::make_unique<Actors>(store, admission, std::move(options), claim.value(),
                                         std::move(tree).value(), tail.value().last_recorded,
                                         std::move(policies).value());
  actors->record(std::move(owed).value());
  actors->begin_ringing();
  return std::unique_ptr<Generation>(new Generation(std::move(actors)));
}

Epoch Generation::epoch() const { return actors_->epoch(); }
const AwakeCount& Generation::awake() const { return actors_->awake(); }

void Generation::ring_alarms() { actors_->ring_alarms(); }
void Generation::let_sleep(std::size_t awake_bytes) { actors_->let_sleep(awake_bytes); }
std::string Generation::alarm_failure() const { return actors_->alarm_failure(); }

void Generation::submit(std::vector<SentEvent> events, AppendOptions options, std::size_t bytes,
                        AppendDone done) {
  actors_->submit(std::move(events), std::move(options), bytes, std::move(done));
}

std::size_t admitted_bytes(const SentEvent& event) {
  return event.event.words() * 8 + event.subject.size() + event.correlation_id.size() +
         event.causation_id.size() + sizeof(SentEvent);
}

}  // namespace dangol
