#include "gateway/heads.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "events/record.h"
#include "gateway/limits.h"
#include "replay/heads_record.h"
#include "store/head_db.h"
#include "store/head_keeper.h"

namespace dangol {

namespace {

constexpr PartitionId kOnly{0};

Result<Entry> entry_at(Store& store, Position position) {
  auto records = store.log().get(kOnly, {position}, ReadWords::kNo);
  if (!records.ok()) return records.error();
  return decode_entry(records.value().front().entry);
}

// The newest record of the map, and when it was recorded; nullopt: there is none.
struct Recorded {
  HeadsAt heads;
  Micros when;
};
Result<std::optional<Recorded>> last_recorded(Store& store) {
  const std::optional<Recorded> none;
  auto token = store.vault().find(kHeadsSubject);
  if (!token.ok()) return token.error();
  if (!token.value()) return none;
  auto last = store.index().last(*token.value());
  if (!last.ok()) return last.error();
  if (!last.value()) return none;
  // Keys and restores are announced in the same stream; they are few.
  for (Version version = last.value()->version; version != Version();
       version = Version(version.value() - 1)) {
    auto at = store.index().positions(*token.value(), version, 1);
    if (!at.ok()) return at.error();
    auto records = store.log().get(kOnly, at.value(), ReadWords::kNo);
    if (!records.ok()) return records.error();
    auto said = heads_claimed(records.value().front().core);
    if (!said.ok()) return said.error();
    if (!said.value()) continue;
    Result<Entry> entry = decode_entry(records.value().front().entry);
    if (!entry.ok()) return entry.error();
    return std::optional(Recorded{{at.value().front(), *said.value()}, entry.value().recorded_at});
  }
  return none;
}

}  // namespace

class Heads::Impl {
 public:
  Impl(Engine& engine, Options options) : engine_(engine), options_(std::move(options)) {
    if (options_.every.count() > 0) thread_ = std::thread([this] { keep_following(); });
  }
  ~Impl() {
    {
      const std::lock_guard lock(wake_mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
  }

  Status record_if_due() {
    const std::lock_guard lock(mutex_);
    Result<bool> due = is_due();
    if (!due.ok()) return due.error();
    if (!due.value()) return Done{};
    Result<HeadsAt> recorded = record();
    return recorded.ok() ? Status(Done{}) : recorded.error();
  }

  Result<ProvedHead> record(const StreamToken& stream) {
    const std::lock_guard lock(mutex_);
    Result<HeadsAt> recorded = record();
    if (!recorded.ok()) return recorded.error();
    Result<HeadProof> proof = keeper_->prove_either(stream);
    if (!proof.ok()) return lost(proof.error());
    return ProvedHead{recorded.value(), std::move(proof).value()};
  }

  void give_back() {
    const std::lock_guard lock(mutex_);
    if (!keeper_) return;
    if (Status written = keeper_->write(); !written.ok()) {
      static_cast<void>(lost(written.error()));
      return;
    }
    db_->give_back();
  }

 private:
  // All below REQUIRE mutex_, but for keep_following().

  void keep_following() {
    std::unique_lock lock(wake_mutex_);
    while (!wake_.wait_for(lock, kHeadsFollowEvery, [this] { return stopping_; })) {
      lock.unlock();
      {
        const std::lock_guard guard(mutex_);
        // What fails is tried again, and told to whoever asks for the map.
        static_cast<void>(follow());
      }
      lock.lock();
    }
  }

  bool covers_all(Position end) const {
    return last_ && last_->heads.map.size == last_->heads.position.value() &&
           end == last_->heads.position.next();
  }

  Status know_last() {
    if (last_known_) return Done{};
    Status read = engine_.read([&](Store& store) -> Status {
      auto last = last_recorded(store);
      if (!last.ok()) return last.error();
      last_ = last.value();
      return Done{};
    });
    last_known_ = read.ok();
    return read;
  }

  Result<Position> end() {
    Position end;
    Status read = engine_.read([&](Store& store) -> Status {
      Result<Position> size = store.log().size(kOnly);
      if (size.ok()) end = size.value();
      return size.ok() ? Status(Done{}) : size.error();
    });
    if (!read.ok()) return read.error();
    return end;
  }

  Result<bool> is_due() {
    if (options_.every.count() == 0) return false;
    if (Status known = know_last(); !known.ok()) return known.error();
    Result<Position> log_end = end();
    if (!log_end.ok()) return log_end.error();
    if (log_end.value() == Position() || covers_all(log_end.value())) return false;
    Micros since;
    if (last_) {
      since = last_->when;
    } else {
      Status read = engine_.read([&](Store& store) -> Status {
        Result<Entry> first = entry_at(store, Position());
        if (first.ok()) since = first.value().recorded_at;
        return first.ok() ? Status(Done{}) : first.error();
      });
      if (!read.ok()) return read.error();
    }
    const std::chrono::microseconds age(options_.clock().value() - since.value());
    return age >= options_.every;
  }

  // After an error of what is kept: it is opened, or made, anew when it is needed next.
  Error lost(Error error) {
    keeper_.reset();
    db_.reset();
    return error;
  }

  Status open() {
    if (keeper_) return Done{};
    Status opened = engine_.read([&](Store& store) -> Status {
      Result<std::unique_ptr<HeadDb>> db = HeadDb::open(options_.dir, store.log(), kOnly);
      if (!db.ok()) return db.error();
      db_ = std::move(db).value();
      return Done{};
    });
    if (opened.ok()) keeper_ = std::make_unique<HeadKeeper>(*db_, db_->take_tree(), db_->mark());
    return opened;
  }

  // Up to the log's end, a page at a time.
  Status follow() {
    if (Status known = know_last(); !known.ok()) return known;
    Result<Position> log_end = end();
    if (!log_end.ok()) return log_end.error();
    // The newest map stays provable as long as nothing follows but its own record.
    const Position target =
        covers_all(log_end.value()) ? Position(last_->heads.map.size) : log_end.value();
    if (Status opened = open(); !opened.ok()) return opened;
    while (keeper_->end() < target) {
      Status read = engine_.read([&](Store& store) {
        return keeper_->follow(store.log(), kOnly, target, kHeadsPageRecords);
      });
      if (!read.ok()) return lost(read.error());
    }
    return Done{};
  }

  // Makes what is kept anew when it does not fit the log: it may have been damaged on disk.
  Result<HeadKeeper::Map> map() {
    for (int attempt = 0;; ++attempt) {
      if (Status followed = follow(); !followed.ok()) return followed.error();
      Result<HeadKeeper::Map> map = keeper_->map();
      if (map.ok()) return map;
      static_cast<void>(lost(map.error()));
      if (map.error().code != ErrorCode::kCorrupt || attempt > 0) return map.error();
      std::error_code ignored;
      std::filesystem::remove_all(options_.dir, ignored);
    }
  }

  // keeper_ is at the map that is returned.
  Result<HeadsAt> record() {
    if (Status known = know_last(); !known.ok()) return known.error();
    Result<Position> log_end = end();
    if (!log_end.ok()) return log_end.error();
    if (covers_all(log_end.value())) {
      if (Status followed = follow(); !followed.ok()) return followed.error();
      if (keeper_->end().value() == last_->heads.map.size) {
        Result<HeadKeeper::Map> same = keeper_->map();
        if (same.ok() && same.value() == last_->heads.map) return last_->heads;
      }
      last_.reset();  // so that following goes on
    }
    Result<HeadKeeper::Map> now = map();
    if (!now.ok()) return now.error();
    if (now.value().size == 0) {
      return Error{ErrorCode::kUnavailable, "the log is empty: there is no map of heads"};
    }
    return append(now.value());
  }

  Result<HeadsAt> append(const HeadKeeper::Map& map) {
    Result<SentEvent> event = heads_event(map, options_.clock());
    if (!event.ok()) return event.error();
    std::vector<SentEvent> events;
    events.push_back(std::move(event).value());
    AppendOptions how;
    how.origin = Origin::kLog;
    last_known_ = false;
    const Outcome outcome = engine_.append_and_wait(std::move(events), how).front();
    if (outcome.code != OutcomeCode::kRecorded || !outcome.place) {
      return Error{ErrorCode::kUnavailable, "the map of heads was not recorded: " + outcome.reason};
    }
    last_ = Recorded{{outcome.place->position, map}, options_.clock()};
    last_known_ = true;
    return last_->heads;
  }

  Engine& engine_;
  const Options options_;

  std::mutex mutex_;
  std::unique_ptr<HeadDb> db_;
  std::unique_ptr<HeadKeeper> keeper_;  // uses db_
  std::optional<Recorded> last_;        // what the log says of the map; as far as known
  bool last_known_ = false;

  std::mutex wake_mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

Heads::Heads(Engine& engine, Options options)
    : impl_(std::make_unique<Impl>(engine, std::move(options))) {}
Heads::~Heads() = default;
void Heads::give_back() { impl_->give_back(); }
Status Heads::record_if_due() { return impl_->record_if_due(); }
Result<ProvedHead> Heads::record(const StreamToken& stream) { return impl_->record(stream); }

}  // namespace dangol
