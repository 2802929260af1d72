// A committer over a log in memory: batches as shards hand them in, without the shards.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "actors/committer.h"
#include "events/record.h"
#include "store/memory_log.h"
#include "store/vault_memory.h"
#include "store/vault_sealed.h"
#include "tests/support/seeded_entropy.h"

namespace dangol::test {

// Remembers what it was told.
class ToldSink final : public SettledSink {
 public:
  struct Told {
    Position position;
    Entry entry;
  };
  Status records(std::span<const IndexEntry> entries) override {
    if (failure) return *failure;
    for (const IndexEntry& one : entries) {
      told.push_back({one.position, decode_entry(one.entry).value()});
    }
    return Done{};
  }
  void snapshot(StreamToken, StreamHead head, Place last, std::string bytes) override {
    snapshots.push_back({head.version, last, std::move(bytes)});
  }
  std::optional<Position> position_of(StreamToken stream, Version version) override {
    for (const Told& one : told) {
      if (one.entry.stream == stream && one.entry.version == version) return one.position;
    }
    return std::nullopt;
  }

  struct ToldSnapshot {
    Version version;
    Place place;
    std::string bytes;
  };
  std::vector<Told> told;
  std::vector<ToldSnapshot> snapshots;
  std::optional<Error> failure;
};

// A batch on its way, and the answer to its one sender once it is there.
struct Part {
  ShardBatchPtr batch;
  std::shared_ptr<std::optional<Outcomes>> answer = std::make_shared<std::optional<Outcomes>>();

  Slot& slot(std::size_t i = 0) const { return batch->slots[i]; }
  bool answered() const { return answer->has_value(); }
  // The code of all its outcomes, which must be one.
  OutcomeCode code() const {
    for (const Outcome& outcome : answer->value()) EXPECT_EQ(outcome.code, (**answer)[0].code);
    return (**answer)[0].code;
  }
  const Outcome& outcome(std::size_t i = 0) const { return answer->value()[i]; }
};

class CommitterTest : public testing::Test {
 protected:
  static constexpr PartitionId kPartition{0};

  void SetUp() override { start(Micros()); }
  void start(Micros last_recorded) {
    Committer::Options options;
    options.shards = 2;
    options.clock = [this] { return now; };
    options.mirror = [this](std::vector<Mirror> mirrors) {
      for (Mirror& mirror : mirrors) owed.push_back(std::move(mirror));
    };
    options.failed = [this](const std::string& reason) { failures.push_back(reason); };
    const Claim claim = log.claim(kPartition).value();
    committer =
        std::make_unique<Committer>(log, *vault, sink, claim, LogTree::open(log, claim).value(),
                                    last_recorded, std::move(options));
  }

  // A batch with a slot for each stream, which records one event of so many bytes.
  Part batch(std::uint64_t number, const std::vector<std::string>& streams,
             std::size_t core_bytes = 16, std::uint32_t shard = 0) {
    Part part;
    auto submission =
        std::make_shared<Submission>(std::vector<SentEvent>(streams.size()), AppendOptions{},
                                     [this, answer = part.answer](Outcomes outcomes) {
                                       size_when_answered = log.size(kPartition).value();
                                       *answer = std::move(outcomes);
                                     });
    std::vector<Slot> slots(streams.size());
    for (std::uint32_t i = 0; i < slots.size(); ++i) {
      slots[i].submission = submission;
      slots[i].event_indexes = {i};
      record(slots[i], streams[i], core_bytes);
    }
    part.batch = std::make_shared<ShardBatch>(shard, number, std::move(slots));
    return part;
  }
  // Nothing of it is to be recorded: its event is refused, or known already.
  static void records_nothing(Slot& slot, OutcomeCode code, std::optional<Version> version = {}) {
    slot.records.clear();
    Outcome& outcome = slot.submission->outcomes[slot.event_indexes[0]];
    outcome = Outcome{};
    outcome.code = code;
    outcome.version = version;
  }
  void take(const Part& part) { committer->take(part.batch); }
  void commit() { committer->commit_frame(); }
  std::uint64_t frames() {
    auto last = log.resolve(kPartition).value();
    return last ? last->index.value() : 0;
  }
  Entry entry_at(std::uint64_t position) {
    auto records = log.get(kPartition, {Position(position)}, ReadWords::kNo);
    return decode_entry(records.value().front().entry).value();
  }
  static StreamToken stream(const std::string& name) {
    return StreamToken::from(sha256(name).view().substr(0, 16));
  }

  MemoryVaultDisk vault_disk;
  SeededEntropy entropy{1};
  std::unique_ptr<Vault> vault =
      std::make_unique<SealedVault>(rows_on(vault_disk), VaultSecrets{}, entropy);
  MemoryLog log;
  ToldSink sink;
  Micros now{1'000};
  std::vector<Mirror> owed;
  std::vector<std::string> failures;
  Position size_when_answered;
  std::unique_ptr<Committer> committer;

 private:
  void record(Slot& slot, const std::string& name, std::size_t core_bytes) {
    StreamHead& head = heads_[name];
    slot.stream = stream(name);
    slot.base = head;
    PendingRecord record;
    record.core = MessageBytes(core_bytes / 8);
    std::memset(record.core.data(), 1, record.core.words() * 8);
    record.entry = next_entry(slot.stream, head.version.next(), head.chain, record.core.view(), "");
    record.event_index = slot.event_indexes[0];
    head = {record.entry.version, record.entry.chain};
    Outcome& outcome = slot.submission->outcomes[record.event_index];
    outcome.code = OutcomeCode::kRecorded;
    outcome.version = head.version;
    slot.records.push_back(std::move(record));
  }

  std::map<std::string, StreamHead> heads_;  // as the writers see them
};

}  // namespace dangol::test
