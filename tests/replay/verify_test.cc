// Given a store whose snapshots are right, or were tampered with, when its live state is verified
// against the log, then every stream that differs is named, once.
#include "replay/verify.h"

#include "replay/history.h"
#include "tests/replay/story.h"

namespace dangol {
namespace {

using test::kPartition;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class VerifyTest : public test::StoryTest {
 protected:
  Verification verify() {
    StoreStates live(store());
    return verify_live_state(live, fold_log(log(), kPartition, {}).value(), {}).value();
  }
  Snapshot snapshot_of(const std::string& subject) {
    return *store().snapshots().get(care.stream(subject)).value();
  }
  void put(const Snapshot& snapshot) { ASSERT_TRUE(store().snapshots().put({&snapshot, 1}).ok()); }
  // A snapshot that says it stands at `version` of Park's stream but lacks the record there.
  Snapshot forgetful(std::uint64_t version) {
    AsOf before;
    before.version = Version(version - 1);
    Customer state = state_as_of(store(), "customer/park", before).value();
    const Entry last = care.records("customer/park").at(version - 1);
    state.version = last.version;
    state.chain = last.chain;
    return {last.stream,
            last.version,
            last.chain,
            {kPartition, Position(4 + version)},
            encode_state(state)};
  }
  // One stream is named, with words that tell what is wrong.
  void expect_different(const std::string& subject, const std::string& what) {
    const Verification result = verify();
    EXPECT_EQ(result.different, 1U) << "streams, however many ways they differ in";
    ASSERT_THAT(result.differences, Not(IsEmpty()));
    for (const Difference& difference : result.differences) {
      EXPECT_EQ(difference.stream, care.stream(subject));
    }
    EXPECT_THAT(result.differences[0].what, HasSubstr(what));
  }
};

TEST_F(VerifyTest, AStoreThatServesWhatItsLogSaysHasNoDifferences) {
  const Verification result = verify();
  EXPECT_EQ(result.different, 0U);
  EXPECT_THAT(result.differences, IsEmpty());
  EXPECT_EQ(result.records, kRecords);
  EXPECT_EQ(result.streams, 3U);
  EXPECT_EQ(result.snapshots, 1U);
  EXPECT_EQ(result.digest, digest_of(fold_log(log(), kPartition, {}).value()));
}

TEST_F(VerifyTest, AWrongSnapshotBehindTheLastRecordMakesALiveStateThatDiffers) {
  put(forgetful(70));
  expect_different("customer/park", "live state (version 100) that differs");
}

TEST_F(VerifyTest, AWrongSnapshotAtTheLastRecordIsOneDifferentStream) {
  put(forgetful(kLong));
  expect_different("customer/park", "live state (version 100) that differs");
}

TEST_F(VerifyTest, ASnapshotThatCannotBeReadIsNotServedButNamed) {
  Snapshot snapshot = forgetful(kLong);
  snapshot.state = "not a state";
  put(snapshot);
  expect_different("customer/park", "a snapshot that differs from its replay at version 100");
}

TEST_F(VerifyTest, ASnapshotOfAnEarlierLayoutIsNoDifference) {
  Snapshot snapshot = snapshot_of("customer/park");
  --snapshot.state.front();
  put(snapshot);
  const Verification result = verify();
  EXPECT_EQ(result.different, 0U);
  EXPECT_EQ(result.snapshots, 0U);
}

TEST_F(VerifyTest, ASnapshotAheadOfTheLogIsNamed) {
  Snapshot snapshot = snapshot_of("customer/park");
  snapshot.version = Version(kLong + 1);
  put(snapshot);
  expect_different("customer/park", "a snapshot at version 101");
}

TEST_F(VerifyTest, ASnapshotOfNobodyIsNamed) {
  Snapshot snapshot = snapshot_of("customer/park");
  snapshot.token = care.stream("customer/nobody");
  put(snapshot);
  expect_different("customer/nobody", "no record");
}

TEST_F(VerifyTest, OfManyThatDifferTheFirstAreNamedAndAllAreCounted) {
  Snapshot snapshot = snapshot_of("customer/park");
  for (std::size_t n = 0; n < kMaxDifferences + 2; ++n) {
    snapshot.token = care.stream("customer/nobody" + std::to_string(n));
    put(snapshot);
  }
  const Verification result = verify();
  EXPECT_THAT(result.differences, SizeIs(kMaxDifferences));
  EXPECT_EQ(result.different, kMaxDifferences + 2);
}

TEST_F(VerifyTest, MoreStreamsThanAreComparedAtOnceAreAllCompared) {
  care.start();
  std::vector<SentEvent> calls;
  for (std::size_t n = 0; n <= kStreamsComparedAtOnce; ++n) {
    calls.push_back(test::Desk("customer/" + std::to_string(n)).call("e1"));
  }
  EXPECT_THAT(test::codes(care.engine->append_and_wait(std::move(calls))),
              testing::Each(OutcomeCode::kRecorded));
  care.stop();
  put(forgetful(kLong));
  const Verification result = verify();
  EXPECT_EQ(result.streams, 3 + kStreamsComparedAtOnce + 1);
  EXPECT_EQ(result.different, 1U) << "each once, the one that differs among them";
}

TEST_F(VerifyTest, ASnapshotWithAForeignChainIsNotBelieved) {
  Snapshot snapshot = forgetful(70);
  Customer state = decode_state(snapshot.state).value();
  state.chain.bytes[0] ^= 1;
  snapshot.state = encode_state(state);
  put(snapshot);
  EXPECT_EQ(verify().different, 0U) << "the log has another record there";
}

}  // namespace
}  // namespace dangol
