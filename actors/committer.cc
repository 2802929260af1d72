#include "actors/committer.h"

#include <algorithm>
#include <utility>

#include "events/limits.h"
#include "events/record.h"
#include "store/format.h"
#include "store/vault.h"

namespace dangol {

namespace {

// What the batch adds to a frame, as the log weighs it: each part with its key.
std::size_t frame_bytes(const ShardBatch& batch) {
  std::size_t bytes = 0;
  for (const Slot& slot : batch.slots) {
    for (const PendingRecord& record : slot.records) {
      bytes += format::kPositionKeyBytes + kEntryBytes + record.core.view().size();
      if (!record.words.empty()) bytes += format::kPositionKeyBytes + record.words.size();
    }
    for (const SideRow& row : slot.side_rows) {
      bytes += row.key.size() + (row.value ? row.value->size() : 0);
    }
  }
  return bytes;
}

// What the tiles that so many records complete weigh at most: those of the leaves, and one of each level
// above.
std::size_t tile_bytes(std::size_t records) {
  constexpr std::size_t kLevelsAbove = 8;
  return (records / kTileHashes + 1 + kLevelsAbove) *
         (format::kTileKeyBytes + kTileHashes * sizeof(Hash::bytes));
}

std::size_t frame_records(const ShardBatch& batch) {
  std::size_t count = 0;
  for (const Slot& slot : batch.slots) count += slot.records.size();
  return count;
}

void answer(Slot& slot) { slot.submission->answered(slot.event_indexes.size()); }

void answer_with(Slot& slot, OutcomeCode code, const std::string& reason) {
  for (std::uint32_t index : slot.event_indexes) {
    Outcome& outcome = slot.submission->outcomes[index];
    outcome = Outcome{};
    outcome.code = code;
    outcome.reason = reason;
  }
}

}  // namespace

Committer::Committer(EventLog& log, Vault& vault, SettledSink& sink, Claim claim, LogTree tree,
                     Micros last_recorded, Options options)
    : log_(log),
      vault_(vault),
      sink_(sink),
      claim_(claim),
      size_(tree.size()),
      tree_(std::move(tree)),
      last_recorded_(last_recorded),
      options_(std::move(options)) {
  for (std::uint32_t i = 0; i < options_.shards; ++i) {
    shards_.push_back(std::make_unique<ShardQueue>());
  }
}

void Committer::take(ShardBatchPtr batch) {
  ShardQueue& queue = *shards_[batch->shard];
  queue.early.emplace(batch->number, std::move(batch));
  while (!queue.early.empty() && queue.early.begin()->first == queue.next) {
    ready_.push_back(std::move(queue.early.begin()->second));
    queue.early.erase(queue.early.begin());
    ++queue.next;
  }
}

void Committer::fell_asleep(std::span<const StreamToken> streams) {
  for (const StreamToken& stream : streams) heads_.erase(stream);
  if (heads_.size() * 8 < heads_.bucket_count()) heads_.rehash(0);
}

std::vector<ShardBatchPtr> Committer::choose() {
  std::size_t bytes = format::kFrameHeaderFixedBytes + format::kTreeRootBytes;
  std::size_t records = 0;
  std::size_t count = 0;
  for (; count < ready_.size(); ++count) {
    bytes += frame_bytes(*ready_[count]);
    records += frame_records(*ready_[count]);
    const std::size_t with_tiles = bytes + tile_bytes(records);
    if (count > 0 && (with_tiles > kMaxFrameBytes || records > kMaxFrameRecords)) break;
  }
  std::vector<ShardBatchPtr> chosen(std::make_move_iterator(ready_.begin()),
                                    std::make_move_iterator(ready_.begin() + count));
  ready_.erase(ready_.begin(), ready_.begin() + count);
  return chosen;
}

bool Committer::continues_its_stream(Slot& slot) {
  auto [known, first_seen] = heads_.try_emplace(slot.stream, slot.base);
  StreamHead& head = known->second;
  if (!first_seen && (head.version != slot.base.version || head.chain != slot.base.chain)) {
    return false;
  }
  Version expected = slot.base.version;
  for (const PendingRecord& record : slot.records) {
    expected = expected.next();
    if (record.entry.version != expected) return false;
  }
  head = {slot.records.back().entry.version, slot.records.back().entry.chain};
  return true;
}

void Committer::add_to_frame(Slot& slot, Micros recorded_at, Frame& frame) {
  for (PendingRecord& record : slot.records) {
    record.entry.recorded_at = recorded_at;
    const Position position(frame.first.value() + frame.records.size());
    frame.records.push_back(
        {encode_entry(record.entry), std::string(record.core.view()), std::move(record.words)});
    tree_.add(frame.records.back().entry, frame.tiles);
    if (record.event_index == kNoEvent) continue;
    slot.submission->outcomes[record.event_index].place = Place{claim_.partition, position};
  }
}

void Committer::commit_frame() {
  if (!over_.empty()) return refuse_ready();
  std::vector<ShardBatchPtr> batches = choose();
  if (batches.empty()) return;

  // The clock may step back; recorded time never does, so that "as of" is a prefix of the log.
  last_recorded_ = std::max(last_recorded_, options_.clock());
  Frame frame;
  frame.first = size_;
  for (const ShardBatchPtr& batch : batches) {
    for (Slot& slot : batch->slots) {
      if (!slot.records.empty()) {
        if (!continues_its_stream(slot)) {
          answer_with(slot, OutcomeCode::kUnavailable,
                      "the stream moved on while this was decided; send it again");
          slot.records.clear();
          slot.side_rows.clear();
          slot.mirrors.clear();
          slot.snapshot.clear();
          slot.policies.reset();
          continue;
        }
        add_to_frame(slot, last_recorded_, frame);
      }
      for (SideRow& row : slot.side_rows) frame.side_rows.push_back(std::move(row));
    }
  }

  if (!frame.records.empty() || !frame.side_rows.empty()) {
    // A key must be on disk before the first record that needs it.
    if (Status synced = vault_.sync(); !synced.ok()) {
      return end_generation(batches, OutcomeCode::kUnavailable, synced.error().message);
    }
    frame.vault_syncs = vault_.syncs();
    frame.tree_root = tree_.root().view();
    switch (append_and_wait(log_, claim_, frame)) {
      case Append::kStored: break;
      case Append::kFenced:
        return end_generation(batches, OutcomeCode::kUnavailable,
                              "another writer has taken over the log");
      case Append::kRefused:
        return end_generation(batches, OutcomeCode::kUnavailable, "the log refused the frame");
      case Append::kUnknown:
        return end_generation(batches, OutcomeCode::kUnknown, "the log did not confirm the write");
    }
    size_ = Position(size_.value() + frame.records.size());
  }
  release(batches, frame);
}

void Committer::release(const std::vector<ShardBatchPtr>& batches, const Frame& frame) {
  std::vector<IndexEntry> settled;
  std::vector<Mirror> mirrors;
  Settled told;
  for (const ShardBatchPtr& batch : batches) {
    for (Slot& slot : batch->slots) {
      for (const PendingRecord& record : slot.records) {
        told.may_concern_many |= record.may_concern_many;
        const LogRecord& logged = frame.records[settled.size()];
        settled.push_back({Position(frame.first.value() + settled.size()), logged.entry,
                           record.id_token, record.digest,
                           logged.entry.size() + logged.core.size()});
      }
      if (!slot.snapshot.empty()) {
        const Entry& last = slot.records.back().entry;
        sink_.snapshot(slot.stream, {last.version, last.chain},
                       {claim_.partition, settled.back().position}, std::move(slot.snapshot));
      }
      std::move(slot.mirrors.begin(), slot.mirrors.end(), std::back_inserter(mirrors));
      if (slot.policies && options_.policies) options_.policies(std::move(slot.policies));
    }
  }
  Status known = Done{};
  if (!settled.empty()) known = sink_.records(settled);
  if (!frame.side_rows.empty() && options_.side_rows) options_.side_rows(frame.side_rows);
  if (!settled.empty() && options_.settled) options_.settled(told);
  // Before the answers: who waits for the last answer also waits for what it causes elsewhere.
  if (!mirrors.empty() && options_.mirror) options_.mirror(std::move(mirrors));
  for (const ShardBatchPtr& batch : batches) {
    shards_[batch->shard]->settled.store(batch->number, std::memory_order_release);
    for (Slot& slot : batch->slots) {
      add_known_places(slot);
      answer(slot);
    }
  }
  if (!known.ok()) end_generation({}, OutcomeCode::kUnavailable, known.error().message);
}

void Committer::add_known_places(Slot& slot) {
  for (std::uint32_t index : slot.event_indexes) {
    Outcome& outcome = slot.submission->outcomes[index];
    if (outcome.place || !outcome.version) continue;
    if (outcome.code != OutcomeCode::kDuplicate && outcome.code != OutcomeCode::kConflict) continue;
    if (auto position = sink_.position_of(slot.stream, *outcome.version)) {
      outcome.place = Place{claim_.partition, *position};
    }
  }
}

void Committer::end_generation(const std::vector<ShardBatchPtr>& in_frame, OutcomeCode code,
                               const std::string& reason) {
  over_ = reason;
  vault_.drop_pending();
  // Before the answers, so that who sends again at once is not taken in by what is over.
  if (options_.failed) options_.failed(reason);
  for (const ShardBatchPtr& batch : in_frame) answer_all(*batch, code, reason);
  refuse_ready();
}

void Committer::answer_all(ShardBatch& batch, OutcomeCode code, const std::string& reason) {
  for (Slot& slot : batch.slots) {
    answer_with(slot, code, reason);
    answer(slot);
  }
}

void Committer::refuse_ready() {
  for (const ShardBatchPtr& batch : std::exchange(ready_, {})) {
    answer_all(*batch, OutcomeCode::kUnavailable, over_);
  }
}

}  // namespace dangol
