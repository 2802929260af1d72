// Given streams on disk, when many are brought into memory at once, then each is as if it had been
// brought alone, whatever is wrong with its neighbours.
#include "actors/stream_loader.h"

#include "events/limits.h"
#include "events/record.h"
#include "tests/support/care.h"

namespace dangol {
namespace {

using test::Care;
using test::Desk;
using testing::HasSubstr;
using testing::StartsWith;

class StreamLoaderTest : public testing::Test {
 protected:
  void SetUp() override { care.start(); }

  static std::string subject(int n) { return "customer/" + std::to_string(n); }
  // Messages `first`..`last` of a customer, recorded.
  void record(const std::string& of, int first, int last) {
    const Desk desk(of);
    std::vector<SentEvent> events;
    for (int n = first; n <= last; ++n) {
      events.push_back(desk.said("m" + std::to_string(n), "hello"));
    }
    for (const Outcome& outcome : care.engine->append_and_wait(std::move(events))) {
      ASSERT_EQ(outcome.code, OutcomeCode::kRecorded) << outcome.reason;
    }
  }
  StreamWriter::Shared shared() {
    return {care.store->vault(), care.store->index(),
            Sealer(care.store->vault(), care.store->entropy())};
  }
  std::vector<LoadedStream> load(const std::vector<std::string>& subjects) {
    auto with = shared();
    return load_streams(*care.store, with, subjects);
  }
  SnapshotAge age_of(const std::string& of) {
    return load_stream_state(*care.store, care.stream(of)).value().age;
  }
  // The log as if a record that does not follow had been written to the stream by a faulty disk.
  void damage(const std::string& of) {
    const StreamToken stream = care.stream(of);
    auto positions = care.store->index().positions(stream, Version(1), 10).value();
    EventLog& log = care.store->log();
    LogRecord record = log.get(PartitionId(0), {positions.back()}, ReadWords::kNo).value().front();
    Entry entry = decode_entry(record.entry).value();
    entry.version = entry.version.next();
    record.entry = encode_entry(entry);  // and the chain of the one before
    Frame frame;
    frame.first = log.size(PartitionId(0)).value();
    frame.records.push_back(record);
    Append answer = Append::kUnknown;
    log.append(log.claim(PartitionId(0)).value(), frame, [&](Append how) { answer = how; });
    ASSERT_EQ(answer, Append::kStored);
    care.reopen();
  }

  Care care;
};

TEST_F(StreamLoaderTest, ManyStreamsAtOnceAreWhatEachIsAlone) {
  std::vector<std::string> subjects;
  for (int n = 0; n < 150; ++n) {  // more than one reading takes
    subjects.push_back(subject(n));
    record(subject(n), 1, 1 + n % 7);
  }
  record(subject(3), 100, 300);  // a snapshot, and records after it
  care.stop();
  care.reopen();

  const auto loaded = load(subjects);

  ASSERT_EQ(loaded.size(), subjects.size());
  for (int n = 0; n < 150; ++n) {
    ASSERT_TRUE(loaded[n].writer) << loaded[n].error->message;
    EXPECT_EQ(loaded[n].subject, subjects[n]);
    const auto alone = load_stream_state(*care.store, care.stream(subjects[n])).value().customer;
    EXPECT_EQ(loaded[n].writer->head().version, alone.version);
    EXPECT_EQ(loaded[n].writer->head().chain, alone.chain);
    EXPECT_EQ(alone.version, Version(1 + n % 7 + (n == 3 ? 201 : 0)));
  }
}

TEST_F(StreamLoaderTest, WhatIsWrongWithOneStreamIsNotItsNeighboursError) {
  for (int n = 0; n < 5; ++n) record(subject(n), 1, 3);
  care.stop();
  damage(subject(1));
  const std::array<Purpose, 1> identity{Purpose::kIdentity};
  ASSERT_TRUE(care.store->vault().destroy_keys(care.stream(subject(3)), identity, Micros(1)).ok());

  const auto loaded =
      load({subject(0), subject(1), subject(2), subject(3), std::string(256, 'x'), subject(4)});

  for (int healthy : {0, 2, 5}) {
    ASSERT_TRUE(loaded[healthy].writer) << loaded[healthy].error->message;
    EXPECT_EQ(loaded[healthy].writer->head().version, Version(3));
  }
  EXPECT_EQ(loaded[1].error->code, ErrorCode::kCorrupt);
  EXPECT_THAT(loaded[1].error->message, StartsWith("record 0:15: "));
  EXPECT_THAT(loaded[3].error->message, HasSubstr("forgotten"));
  EXPECT_EQ(loaded[4].error->code, ErrorCode::kRejected);
}

TEST_F(StreamLoaderTest, AStreamNeverSeenIsEmptyAndGetsATokenThatStays) {
  const auto loaded = load({"customer/new", subject(0)});
  ASSERT_TRUE(loaded[0].writer);
  EXPECT_EQ(loaded[0].writer->head().version, Version());
  EXPECT_EQ(care.store->vault().tokens_of(std::vector<std::string>{"customer/new"})[0].value(),
            care.stream("customer/new"));
}

TEST_F(StreamLoaderTest, ALongHistoryIsReadToItsEnd) {
  for (int first = 1; first <= 701; first += 100) record(subject(0), first, first + 99);
  care.stop();
  ASSERT_TRUE(care.store->snapshots().erase(care.stream(subject(0))).ok());

  const auto state = load_stream_state(*care.store, care.stream(subject(0))).value();

  EXPECT_EQ(state.customer.version, Version(800));
  EXPECT_EQ(state.age.records, 800U);
  EXPECT_EQ(state.age.snapshot_bytes, 0U);
}

// ---- snapshots over restarts

TEST_F(StreamLoaderTest, RecordsOfManyShortRunsAddUpToASnapshot) {
  for (int run = 0; run < 7; ++run) {  // seven times ten records, and each time a new process
    record(subject(0), run * 10 + 1, run * 10 + 10);
    care.stop();
    care.reopen();
    care.start();
  }
  const SnapshotAge age = age_of(subject(0));
  EXPECT_GT(age.snapshot_bytes, 0U);
  EXPECT_LT(age.records, 10U);
}

TEST_F(StreamLoaderTest, ASnapshotTakenBeforeARestartStillCounts) {
  record(subject(0), 1, 64);
  record(subject(0), 65, 67);
  const SnapshotAge before = age_of(subject(0));
  EXPECT_GT(before.snapshot_bytes, 0U);
  EXPECT_EQ(before.records, 3U);
  care.stop();
  care.reopen();
  care.start();

  record(subject(0), 68, 68);

  const SnapshotAge after = age_of(subject(0));
  EXPECT_EQ(after.records, 4U);
  EXPECT_EQ(after.snapshot_bytes, before.snapshot_bytes);
  EXPECT_GT(after.bytes, before.bytes);
}

TEST_F(StreamLoaderTest, ASnapshotThatIsNotOfTheRecordAtItsPlaceIsNotUsed) {
  record(subject(0), 1, 64);
  record(subject(1), 1, 64);
  care.stop();
  const StreamToken stream = care.stream(subject(0));
  auto state = load_stream_state(*care.store, stream).value().customer;
  const auto expected = encode_state(state);
  auto snapshot = *care.store->snapshots().get(stream).value();
  const auto restore_with = [&](auto change) {
    Snapshot changed = snapshot;
    change(changed);
    ASSERT_TRUE(care.store->snapshots().put({&changed, 1}).ok());
    const auto got = load_stream_state(*care.store, stream);
    ASSERT_TRUE(got.ok()) << got.error().message;
    EXPECT_EQ(got.value().age.snapshot_bytes, 0U);
    EXPECT_TRUE(encode_state(got.value().customer) == expected);
  };

  restore_with([](Snapshot& s) { s.place.position = Position(1); });          // another record
  restore_with([](Snapshot& s) { s.place.position = Position(1'000'000); });  // none there
  restore_with([&](Snapshot& s) {  // another stream's state
    s.state = care.store->snapshots().get(care.stream(subject(1))).value()->state;
  });
  restore_with([&](Snapshot& s) {  // of another history
    state.chain.bytes[0] ^= 1;
    s.state = encode_state(state);
  });
  restore_with([](Snapshot& s) { s.state[s.state.size() / 2] ^= 1; });  // a flipped bit
}

}  // namespace
}  // namespace dangol
