// One stream and its writer, over a vault in memory and an index in a folder of its own: events in;
// outcomes, records and the head of the stream out.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "actors/stream_writer.h"
#include "events/apply.h"
#include "events/record.h"
#include "store/core_identity.h"
#include "store/memory_log.h"
#include "store/vault_memory.h"
#include "tests/support/desk.h"
#include "tests/support/seeded_entropy.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {

class WriterHarness {
 public:
  explicit WriterHarness(std::string subject = "customer/kim", IndexOptions windows = {})
      : index(StreamIndex::open(*derived_, no_log_, PartitionId(0), identity_of, windows).value()),
        subject_(std::move(subject)) {
    writer_ = make_writer();
  }

  // Hands the events to the writer as one slot.
  Slot take(std::vector<SentEvent> events, AppendOptions options = {}) {
    Slot slot;
    for (std::uint32_t i = 0; i < events.size(); ++i) slot.event_indexes.push_back(i);
    slot.submission =
        std::make_shared<Submission>(std::move(events), std::move(options), [](Outcomes) {});
    writer_->fill(slot);
    return slot;
  }
  // The outcome of one event.
  Outcome take(SentEvent event, AppendOptions options = {}) {
    return take(together(std::move(event)), std::move(options)).submission->outcomes.front();
  }
  // What the journal does once the slot's records are on disk.
  void settle(const Slot& slot) {
    for (const PendingRecord& record : slot.records) {
      const std::string entry = encode_entry(record.entry);
      const IndexEntry known{index->end(), entry, record.id_token, record.digest, entry.size()};
      EXPECT_TRUE(index->add({&known, 1}).ok());
    }
  }
  // The stream's writer as it is when nothing was ever recorded.
  std::unique_ptr<StreamWriter> make_writer() {
    const StreamToken stream = vault->token_of(subject_).value();
    return std::make_unique<StreamWriter>(
        shared_, subject_, Customer(stream), SnapshotAge{},
        StreamKeys::open(stream, *vault, StreamKeys::Lacking::kMake).value());
  }
  // The writer as it comes back into memory after what these slots recorded.
  void wake(const std::vector<Slot>& slots) {
    const StreamToken stream = vault->token_of(subject_).value();
    Customer state(stream);
    for (const Slot& slot : slots) {
      for (const PendingRecord& record : slot.records) {
        EXPECT_TRUE(apply_core(state, record.core.view(), record.entry.version).ok());
        state.chain = record.entry.chain;
      }
    }
    writer_ = std::make_unique<StreamWriter>(
        shared_, subject_, std::move(state), SnapshotAge{},
        StreamKeys::open(stream, *vault, StreamKeys::Lacking::kMake).value());
  }
  StreamHead head() const { return writer_->head(); }
  StreamToken stream() const { return vault->token_of(subject_).value(); }

 private:
  SeededEntropy entropy_{1};
  TempDir dir_;
  std::unique_ptr<DerivedDb> derived_ = DerivedDb::open(dir_ / "derived").value();
  MemoryLog no_log_;

 public:
  const std::unique_ptr<Vault> vault = make_memory_vault(entropy_);
  const std::unique_ptr<StreamIndex> index;
  Policies policies;  // that hold

 private:
  const std::string subject_;
  StreamWriter::Shared shared_{*vault, *index, Sealer(*vault, entropy_),
                               [this] { return policies; }};
  std::unique_ptr<StreamWriter> writer_;
};

inline std::vector<OutcomeCode> codes(const Outcomes& outcomes) {
  std::vector<OutcomeCode> all;
  for (const Outcome& outcome : outcomes) all.push_back(outcome.code);
  return all;
}
inline std::vector<OutcomeCode> codes(const Slot& slot) { return codes(slot.submission->outcomes); }

// True when the slot asks for nothing to be written.
inline bool writes_nothing(const Slot& slot) {
  return slot.records.empty() && slot.side_rows.empty() && slot.mirrors.empty() &&
         slot.snapshot.empty();
}

}  // namespace dangol::test
