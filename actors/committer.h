// Group commit: makes shard batches durable and releases their answers.
//
// The rule: nothing leaves before it is durable. A batch's outcomes, refusals too, are answered only
// when the frame it travelled in is Stored. A frame is what was ready when the last one ended; a
// shard's batches are taken strictly by number. After any append that is not Stored the generation
// is over: what was in that frame is answered `unknown` (or `unavailable`, when it was fenced),
// everything else `unavailable`, and nothing is appended any more.
//
// Not thread-safe: one thread (the journal's) calls everything but settled().
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/shard_batch.h"
#include "events/clock.h"
#include "store/event_log.h"
#include "store/log_tree.h"
#include "store/stream_index.h"

namespace dangol {

class Vault;

// Learns of what is settled, a frame at a time, in order of position. Called on the journal's thread.
class SettledSink {
 public:
  virtual ~SettledSink() = default;
  // An error ends the generation: nothing is lost, but a stream
  // read back without these records would be wrong.
  virtual Status records(std::span<const IndexEntry> entries) = 0;
  virtual void snapshot(StreamToken stream, StreamHead head, Place last, std::string bytes) = 0;
  // Where a settled record stands; nullopt when it cannot be told.
  virtual std::optional<Position> position_of(StreamToken stream, Version version) = 0;
};

class Committer {
 public:
  struct Options {
    std::uint32_t shards = 1;
    Clock clock = system_clock();
    // Takes what other streams must now record. Called on the journal's thread.
    std::function<void(std::vector<Mirror>)> mirror;
    // Learns which side rows a frame changed, once it is stored and before anything of it is answered.
    // Called on the journal's thread.
    std::function<void(std::span<const SideRow>)> side_rows;
    // Told of every frame of records that is stored, before anything of it is answered. Called on the
    // journal's thread; must not wait.
    std::function<void(const Settled&)> settled;
    // Learns the state of the stream of policies after a frame that changed it, likewise.
    std::function<void(std::shared_ptr<const Customer>)> policies;
    // Called once when the generation ends, with the reason, before those in flight are told.
    std::function<void(const std::string&)> failed;
  };
  // REQUIRES: all outlive the committer; `tree` and `last_recorded` are the partition's.
  Committer(EventLog& log, Vault& vault, SettledSink& sink, Claim claim, LogTree tree,
            Micros last_recorded, Options options);

  // Takes a filled batch; it is committed when all earlier ones of its shard have been taken.
  void take(ShardBatchPtr batch);
  // Forgets the heads of streams that are in memory no more; all that they sent must be settled.
  void fell_asleep(std::span<const StreamToken> streams);
  // True while something taken is neither committed nor answered.
  bool pending() const { return !ready_.empty(); }
  // Commits one frame of what is ready. Returns when it is answered.
  void commit_frame();

  // The number of the last settled batch of a shard. Thread-safe.
  std::uint64_t settled(std::uint32_t shard) const {
    return shards_[shard]->settled.load(std::memory_order_acquire);
  }

 private:
  struct ShardQueue {
    std::uint64_t next = 1;
    std::map<std::uint64_t, ShardBatchPtr> early;  // taken before their turn
    std::atomic<std::uint64_t> settled{0};
  };
  // Fits as many ready batches into the frame as its limits allow.
  std::vector<ShardBatchPtr> choose();
  // Checks every stream's order in the slot; false: the slot is answered `unavailable`.
  bool continues_its_stream(Slot& slot);
  void add_to_frame(Slot& slot, Micros recorded_at, Frame& frame);
  void release(const std::vector<ShardBatchPtr>& batches, const Frame& frame);
  // Says where what was recorded before stands.
  void add_known_places(Slot& slot);
  void end_generation(const std::vector<ShardBatchPtr>& in_frame, OutcomeCode code,
                      const std::string& reason);
  static void answer_all(ShardBatch& batch, OutcomeCode code, const std::string& reason);
  void refuse_ready();

  EventLog& log_;
  Vault& vault_;
  SettledSink& sink_;
  const Claim claim_;
  Position size_;
  LogTree tree_;  // of the records up to size_
  Micros last_recorded_;
  Options options_;
  std::vector<std::unique_ptr<ShardQueue>> shards_;
  std::vector<ShardBatchPtr> ready_;
  std::unordered_map<StreamToken, StreamHead, Bytes16Hasher> heads_;
  std::string over_;  // why the generation ended; empty while it lives
};

}  // namespace dangol
