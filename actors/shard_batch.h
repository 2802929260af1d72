// A shard's numbered batch: what its customers record before the journal commits it.
//
// The shard lays out one slot a customer; each customer fills its own slot, whatever happens; the
// one that fills the last slot hands the batch to the journal. So an event costs one message to
// its customer, and none back.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/submission.h"
#include "events/customer.h"
#include "events/event.h"
#include "events/ids.h"
#include "events/record.h"
#include "store/event_log.h"

namespace dangol {

// The last record of a stream: what the next one must follow.
struct StreamHead {
  Version version;
  Hash chain;
};

// The index of no event: of what a customer says by itself.
inline constexpr std::uint32_t kNoEvent = UINT32_MAX;

// A record that lacks only its place and the time of its frame.
struct PendingRecord {
  Entry entry;  // complete but for recorded_at
  IdToken id_token;
  ContentDigest digest;
  MessageBytes core;
  std::string words;
  std::uint32_t event_index;      // in the slot's submission; or kNoEvent
  bool may_concern_many = false;  // it may show what several customers have in common
};

// What another stream must record because of a record here: the intent stands in a side row from the
// frame of the record on, until the other stream's frame deletes it.
struct Mirror {
  SentEvent event;
  std::string row_key;
};

// One customer's part of a batch. Written by that customer's actor only, then read by the journal.
struct Slot {
  SubmissionPtr submission;
  std::vector<std::uint32_t> event_indexes;
  StreamToken stream;
  StreamHead base;  // what the first record here follows
  std::vector<PendingRecord> records;
  std::vector<SideRow> side_rows;
  std::vector<Mirror> mirrors;
  std::string snapshot;                      // of the state after the last record; empty: none due
  std::shared_ptr<const Customer> policies;  // the same state, if it is the policy's and moved
};

struct ShardBatch {
  ShardBatch(std::uint32_t of_shard, std::uint64_t its_number, std::vector<Slot> its_slots)
      : shard(of_shard), number(its_number), slots(std::move(its_slots)), unfilled_(slots.size()) {}

  const std::uint32_t shard;
  const std::uint64_t number;  // from 1, gapless within the shard
  std::vector<Slot> slots;

  // True for the one call that fills the last slot.
  bool filled_last() { return unfilled_.fetch_sub(1, std::memory_order_acq_rel) == 1; }

 private:
  std::atomic<std::size_t> unfilled_;
};

using ShardBatchPtr = std::shared_ptr<ShardBatch>;

}  // namespace dangol
