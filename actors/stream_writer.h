// Takes events for one stream, one after the other: who said it before, does the stream stand where
// the sender expects it, does what is known permit it; then seals it, extends the chain and applies
// it. Knows no actor, no clock and no frame; the caller makes what it returns durable.
//
// State moves on at once; if the records are not stored, the writer must be thrown away.
// Not thread-safe, but for what says so.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/decide.h"
#include "actors/shard_batch.h"
#include "actors/submission.h"
#include "events/customer.h"
#include "events/limits.h"
#include "events/policies.h"
#include "events/sealing.h"
#include "events/standing.h"
#include "store/snapshots.h"
#include "store/stream_index.h"
#include "store/vault.h"

namespace dangol {

class StreamWriter {
 public:
  // What all streams of one engine share; outlives them.
  struct Shared {
    Vault& vault;
    const StreamIndex& index;
    Sealer sealer;
    // What holds now. Thread-safe.
    std::function<Policies()> policies = [] { return Policies(); };
  };
  // A subject that was forgotten. What happened up to then is not taken again; what was recorded then
  // is told apart by the vault's fences.
  struct Forgotten {
    Micros since;
    // Nobody is known by that name now: the stream's token leads nowhere, and its keys were opened to
    // leave what is lacking, until a new relation begins.
    bool gone = false;
  };
  // Continues `state`, which is that much newer than its snapshot. REQUIRES: keys were opened to make
  // what is lacking, unless the subject is gone.
  StreamWriter(Shared& shared, std::string subject, Customer state, SnapshotAge age,
               StreamKeys keys, std::optional<Forgotten> forgotten = {});

  const std::string& subject() const { return subject_; }
  StreamToken stream() const { return stream_; }  // thread-safe
  StreamHead head() const { return {state_.version, state_.chain}; }
  // What its state weighs in memory, as of the slot filled last. Thread-safe.
  std::size_t state_bytes() const { return state_bytes_.load(std::memory_order_relaxed); }

  // Fills the slot: an outcome for each of its events, a record for each that is to be recorded, the
  // side rows that change with them. The stream's alarm stands at the end of the first window that
  // next_due() or first_silence() names; that of a silence may also stand earlier, where a word has
  // come meanwhile, and moves when it rings. One whose ring was refused ends, and is set again only by
  // a record about a promise or a silent issue. All events of a slot are decided by the policies that
  // held when it was begun. What the customer itself has to say because of them (that an issue came back)
  // is recorded behind them, in the same slot. Blocks no longer than recorded_before() says.
  void fill(Slot& slot);

 private:
  static constexpr std::size_t kUnindexed = 64;  // ids
  // How one event of a slot comes.
  struct Coming {
    std::uint32_t index = kNoEvent;  // in the slot's submission
    Recording recording = Recording::kDecided;
    Origin origin = Origin::kSender;
    std::uint16_t unit_size = 0;  // 0: alone
    std::uint16_t unit_place = 0;
  };
  static Coming coming(const Slot& slot, std::uint32_t index);

  // Decides one event; adds to the slot if it is to be recorded.
  Outcome take(Slot& slot, const Coming& how, const SentEvent& event);
  DecideContext context_of(const Coming& how) const;
  // What is said of an event because the subject was forgotten; nullopt: it is taken like any other.
  // A new relation begins here.
  std::optional<Outcome> answer_as_forgotten(const SentEvent& event);
  // All events of the slot, or none.
  void take_unit(Slot& slot);
  // What was recorded under this id; nullopt: nothing. Reads the disk only in a stream longer than
  // kRecentEvents: for an old event sent again, or where an id's filter is not in memory.
  Result<std::optional<format::IndexedId>> recorded_before(const IdToken& id);
  // Before a record is applied: keeps the event that the state then forgets, until it is indexed.
  void remember_oldest();
  // Lets a person be found by what they identified themselves with.
  Status index_identifier(const SentEvent& event);
  // Deletes the side row that asked for the slot's event, if it stands recorded now.
  void settle_intent(Slot& slot);
  // What the clock must ask this stream next; `at` is nullopt: nothing as far as is known.
  struct Due {
    std::optional<Micros> at;
    TokenRef promise;                // that lapses then; or
    std::optional<Silence> silence;  // that confirms then
  };
  Due due() const;
  // REQUIRES: due.at.
  Result<SentEvent> word_of(const Due& due) const;
  // After a record about this issue: whether that moves what is due.
  void watch_issue(TokenRef id);
  // Behind the slot's events: says of the issues that were heard of what came back.
  void say_recurrences(Slot& slot);
  const Policies& policies() const;
  // Says what the clock has to say; what is not due any more is refused.
  Outcome answer(Slot& slot, const Ring& ring);
  // Keeps the stream's one alarm where its state says that it belongs.
  void move_alarm(Slot& slot);
  // What the record just applied asks another stream to record.
  void add_mirror(Slot& slot, SentEvent mirror);
  void add_snapshot_if_due(Slot& slot);

  Shared& shared_;
  const std::string subject_;
  const StreamKind kind_;
  const StreamToken stream_;
  std::atomic<std::size_t> state_bytes_;
  Customer state_;
  StreamKeys keys_;
  std::optional<Forgotten> forgotten_;
  // Events that left the state's newest and may not be in the index yet: those on their way to the
  // log, which admission bounds, and as many again or kUnindexed.
  std::unordered_map<IdToken, format::IndexedId, Bytes16Hasher> unindexed_;
  std::size_t ask_index_at_ = kUnindexed;  // size at which it is asked what it has by now
  std::optional<Micros> alarm_;            // when the stream's alarm is due; nullopt: it has none
  TokenRef alarm_issue_;                   // whose silence it is due for, if that is why
  bool alarm_row_written_ = false;         // since this was made: until then its row may differ
  bool due_moved_ = false;                 // since alarm_ was last compared with the state
  // Sealed ids of issues that may show, after this slot, that something came back.
  std::vector<std::string> may_recur_;
  mutable std::optional<Policies> policies_;  // of the slot that is being filled, once asked for
  SnapshotAge age_;
};

}  // namespace dangol
