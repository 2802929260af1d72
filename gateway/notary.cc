#include "gateway/notary.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "gateway/cosigning.h"
#include "gateway/key_announcement.h"
#include "store/anchor.h"
#include "store/checkpoint_check.h"
#include "store/checkpoints.h"
#include "store/limits.h"

namespace dangol {

namespace {

constexpr PartitionId kOnly{0};

Result<std::optional<Checkpoint>> latest_checkpoint(Store& store) {
  auto latest = store.checkpoints().latest();
  if (!latest.ok()) return latest.error();
  if (!latest.value()) return std::optional<Checkpoint>();
  Result<Checkpoint> said = checkpoint_in(latest.value()->note);
  if (!said.ok()) return said.error();
  // One of before a restore is of another name.
  if (said.value().origin != store.origin()) return std::optional<Checkpoint>();
  return std::optional(std::move(said).value());
}

}  // namespace

class Notary::Impl {
 public:
  Impl(Engine& engine, Options options)
      : engine_(engine),
        options_(std::move(options)),
        entropy_(options_.entropy != nullptr ? *options_.entropy : os_entropy_),
        cosigners_(options_.witnesses) {}

  Status start() {
    Status ready = engine_.read([this](Store& store) {
      if (Status named = store.name_log(); !named.ok()) return named;
      if (Status keys = load_keys(store); !keys.ok()) return keys;
      return settle(store);
    });
    if (!ready.ok()) return ready;
    if (options_.every.count() > 0) thread_ = std::thread([this] { keep_signing(); });
    return Done{};
  }

  ~Impl() {
    {
      const std::lock_guard lock(wake_mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    if (!thread_.joinable()) return;
    thread_.join();
    sign_what_is_new(Occasion::kEnd);
  }

  Result<Notarial> run(NotaryTask task) {
    const std::lock_guard lock(mutex_);
    Notarial told;
    Status done = Done{};
    switch (task) {
      case NotaryTask::kSign: done = make(Occasion::kDemand, told); break;
      case NotaryTask::kKeys: break;
      case NotaryTask::kRotate: done = rotate(told); break;
      case NotaryTask::kRetire: done = retire(told); break;
    }
    if (!done.ok()) return done.error();
    Status made = engine_.read([this](Store& store) { return ensure_keys(store); });
    if (!made.ok()) return made.error();
    for (const NoteSigner& key : *keys_) told.keys.push_back(key.verifier());
    return told;
  }

  NotaryHealth health() const {
    const std::lock_guard lock(health_mutex_);
    return health_;
  }

 private:
  void keep_signing() {
    std::unique_lock lock(wake_mutex_);
    while (!wake_.wait_for(lock, options_.every, [this] { return stopping_; })) {
      lock.unlock();
      sign_what_is_new(Occasion::kTime);
      lock.lock();
    }
  }

  // What fails is told by health(), and tried again.
  void sign_what_is_new(Occasion occasion) {
    const std::lock_guard lock(mutex_);
    bool is_new = false;
    Status looked = engine_.read([&](Store& store) -> Status {
      Result<Position> size = store.log().size(kOnly);
      if (!size.ok()) return size.error();
      is_new = size.value().value() > signed_size_;
      return Done{};
    });
    if (!looked.ok()) return tell(looked.error().message);
    Notarial unheard;
    if (is_new) static_cast<void>(make(occasion, unheard));
  }

  // REQUIRES: mutex_ is held.
  Status make(Occasion occasion, Notarial& told) {
    Status made = try_to_make(occasion, told);
    tell(made.ok() ? std::string() : made.error().message);
    return made;
  }

  Status try_to_make(Occasion occasion, Notarial& told) {
    if (options_.prepare) {
      if (Status prepared = options_.prepare(engine_, occasion); !prepared.ok()) return prepared;
    }
    Status done = engine_.read([&](Store& store) -> Status {
      if (Status keys = ensure_keys(store); !keys.ok()) return keys;
      return Done{};
    });
    // A process that died in a rotation may not have come so far.
    if (done.ok() && keys_->size() > 1 && announced_ != keys_->front().verifier()) {
      done = announce_key(engine_, keys_->front().verifier(), options_.clock());
      if (done.ok()) announced_ = keys_->front().verifier();
    }
    if (!done.ok()) return done;
    done = engine_.read([&](Store& store) -> Status {
      Result<Checkpoint> now = current_checkpoint(store.log(), kOnly, store.origin());
      if (!now.ok()) return now.error();
      if (now.value().size == 0) {
        return Error{ErrorCode::kUnavailable, "the log is empty: there is nothing to sign"};
      }
      return now.value().size == signed_size_ ? give_signed(store, told.note)
                                              : sign(store, now.value(), told.note);
    });
    return done.ok() ? cosign(told) : done;
  }

  // Witnesses are asked when store and anchor have the checkpoint: what they see was never to be taken
  // back. Those that are not there now are asked again with the next one.
  Status cosign(Notarial& told) {
    const std::uint64_t size = signed_size_;
    const auto prove = [this, size](std::uint64_t old_size) -> Result<std::vector<Hash>> {
      Result<std::vector<Hash>> proof = std::vector<Hash>();
      Status read = engine_.read([&](Store& store) -> Status {
        proof = proof_between(store.log(), kOnly, old_size, size);
        return Done{};
      });
      if (!read.ok()) return read.error();
      return proof;
    };
    Cosigners::Gathered gathered = cosigners_.gather(told.note, prove);
    Status worst = Done{};
    for (const Error& failure : gathered.failures) {
      told.warnings.push_back(failure.message);
      if (failure.code == ErrorCode::kCorrupt) worst = failure;
    }
    uncosigned_ = told.warnings.empty() ? "" : told.warnings.front();
    if (gathered.note != told.note) {
      told.note = std::move(gathered.note);
      Status kept = engine_.read([&](Store& store) -> Status {
        if (Status added = store.checkpoints().add(told.note); !added.ok()) return added;
        return store.anchor() == nullptr ? Status(Done{}) : store.anchor()->raise(told.note);
      });
      if (!kept.ok()) return kept;
    }
    return worst;
  }

  // In this order: the file, so that no announced key is lost; the log; a checkpoint by both.
  Status rotate(Notarial& told) {
    Status ready = engine_.read([this](Store& store) -> Status {
      if (Status keys = ensure_keys(store); !keys.ok()) return keys;
      if (keys_->size() == kMaxSigningKeys) {
        return Error{
            ErrorCode::kConflict,
            fmt::format("{} keys sign already: end a rotation first (--retire)", keys_->size())};
      }
      Result<NoteSigner> made = NoteSigner::make(store.origin(), NoteKeyType::kNote, entropy_);
      if (!made.ok()) return made.error();
      SigningKeys keys{std::move(made).value()};
      keys.insert(keys.end(), keys_->begin(), keys_->end());
      if (Status kept = replace_signing_keys(options_.signing_key, keys); !kept.ok()) return kept;
      keys_ = std::move(keys);
      return Done{};
    });
    return ready.ok() ? make(Occasion::kDemand, told) : ready;
  }

  // The key before signs once more, so that who knows only that one has a checkpoint with the new key's
  // announcement in it.
  Status retire(Notarial& told) {
    if (!keys_ || keys_->size() < 2) {
      return Error{ErrorCode::kConflict, "no rotation is under way: one key signs"};
    }
    if (Status made = make(Occasion::kDemand, told); !made.ok()) return made;
    const SigningKeys newest{keys_->front()};
    if (Status kept = replace_signing_keys(options_.signing_key, newest); !kept.ok()) return kept;
    keys_ = newest;
    return Done{};
  }

  // Nothing was recorded since the newest checkpoint.
  Status give_signed(Store& store, std::string& note) const {
    auto kept = store.checkpoints().at(signed_size_);
    if (!kept.ok()) return kept.error();
    if (!kept.value()) {
      return Error{ErrorCode::kCorrupt,
                   fmt::format("the checkpoint of {} records is gone", signed_size_)};
    }
    note = kept.value()->note;
    return Done{};
  }

  Status sign(Store& store, const Checkpoint& now, std::string& note) {
    if (Status goes = goes_on_from_all(store, now); !goes.ok()) return goes;
    note = sign_note(now.text(), *keys_);
    reached(Step::kSigned);
    if (Status kept = store.checkpoints().add(note); !kept.ok()) return kept;
    reached(Step::kStored);
    if (store.anchor() != nullptr) {
      if (Status raised = store.anchor()->raise(note); !raised.ok()) return raised;
    }
    reached(Step::kAnchored);
    signed_size_ = now.size;
    return Done{};
  }

  // Whether the log goes on from the newest checkpoint in the store, and from the one in the anchor.
  static Status goes_on_from_all(Store& store, const Checkpoint& now) {
    auto kept = latest_checkpoint(store);
    if (!kept.ok()) return kept.error();
    const Checkpoint before = kept.value().value_or(Checkpoint{store.origin(), 0, {}});
    Status goes = goes_on(store.log(), kOnly, before, now);
    if (!goes.ok() || store.anchor() == nullptr) return goes;
    const std::string note = store.anchor()->get().note;
    if (note.empty()) return goes;
    Result<Checkpoint> anchored = checkpoint_in(note);
    if (!anchored.ok()) return anchored.error();
    return anchored.value() == before ? goes : goes_on(store.log(), kOnly, anchored.value(), now);
  }

  // A crash may have left a checkpoint in the store that is not in the anchor; a backup of the
  // checkpoints may be older than the anchor.
  Status settle(Store& store) {
    auto latest = store.checkpoints().latest();
    if (!latest.ok()) return latest.error();
    auto said = latest_checkpoint(store);
    if (!said.ok()) return said.error();
    if (said.value()) {
      // The store itself has been checked against the anchor only.
      if (Status held = holds(store.log(), kOnly, *said.value()); !held.ok()) return held;
      signed_size_ = said.value()->size;
    }
    if (store.anchor() != nullptr) {
      if (said.value()) {
        if (Status raised = store.anchor()->raise(latest.value()->note); !raised.ok())
          return raised;
      }
      const std::string anchored = store.anchor()->get().note;
      if (!anchored.empty()) {
        Result<Checkpoint> newest = checkpoint_in(anchored);
        if (!newest.ok()) return newest.error();
        if (newest.value().size > signed_size_) {
          if (Status kept = store.checkpoints().add(anchored); !kept.ok()) return kept;
          signed_size_ = newest.value().size;
        }
      }
    }
    tell({});
    return Done{};
  }

  Status load_keys(Store& store) {
    auto read = read_signing_keys(options_.signing_key, store.origin());
    if (!read.ok()) return read.error();
    keys_ = std::move(read).value();
    if (keys_) return Done{};
    auto signed_before = latest_checkpoint(store);
    if (!signed_before.ok()) return signed_before.error();
    if (!signed_before.value()) return Done{};
    return Error{ErrorCode::kUsage,
                 fmt::format("signing key file {} is absent, though it has signed checkpoints of "
                             "this log: put it back, or name it with --signing-key",
                             options_.signing_key.string())};
  }

  Status ensure_keys(Store& store) {
    if (keys_) return Done{};
    auto made = create_signing_keys(options_.signing_key, store.origin(), entropy_);
    if (!made.ok()) return made.error();
    keys_ = std::move(made).value();
    return Done{};
  }

  void reached(Step step) const {
    if (options_.after) options_.after(step);
  }
  void tell(std::string failed) {
    const std::lock_guard lock(health_mutex_);
    health_.size = signed_size_;
    health_.failed = std::move(failed);
    health_.uncosigned = uncosigned_;
  }

  Engine& engine_;
  const Options options_;
  OsEntropy os_entropy_;
  Entropy& entropy_;

  std::mutex mutex_;  // held while a checkpoint is made; guards what follows
  std::optional<SigningKeys> keys_;
  std::uint64_t signed_size_ = 0;  // of the newest checkpoint of this origin
  Cosigners cosigners_;
  std::string uncosigned_;
  NoteVerifier announced_;  // of this process's announcements the last

  mutable std::mutex health_mutex_;
  NotaryHealth health_;

  std::mutex wake_mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

Notary::Notary(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Notary::~Notary() = default;

Result<std::unique_ptr<Notary>> Notary::start(Engine& engine, Options options) {
  auto impl = std::make_unique<Impl>(engine, std::move(options));
  if (Status started = impl->start(); !started.ok()) return started.error();
  return std::unique_ptr<Notary>(new Notary(std::move(impl)));
}

Result<Notarial> Notary::run(NotaryTask task) { return impl_->run(task); }
NotaryHealth Notary::health() const { return impl_->health(); }

}  // namespace dangol
