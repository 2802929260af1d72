// Reads that take many pages say what one reading at home says, also while the writer goes on.
#include <atomic>
#include <thread>

#include "gateway/limits.h"
#include "replay/fold.h"
#include "replay/log_check.h"
#include "tests/gateway/local_test.h"

namespace dangol::test {
namespace {

using testing::SizeIs;

constexpr PartitionId kPartition{0};
constexpr std::size_t kCalls = kPageRecords + 1504;  // open contacts of one customer

class Pages : public LocalTest {
 protected:
  void SetUp() override {
    LocalTest::SetUp();
    for (std::size_t n = 0; n < kCalls;) {
      std::vector<SentEvent> events;
      for (; n < kCalls && events.size() < kMaxBatchEvents; ++n) {
        const std::string id = "call-" + std::to_string(n);
        events.push_back(kim.call(id, id));
      }
      ASSERT_THAT(codes(care.engine->append_and_wait(std::move(events))),
                  testing::Each(OutcomeCode::kRecorded));
    }
  }
  std::string at_home(const AsOf& as_of) {
    const Customer state = state_as_of(*care.store, "customer/kim", as_of).value();
    return show_state(*care.store, state, ReaderRights().add_names(), true).value();
  }
};

TEST_F(Pages, OfAHistoryAreOneHistory) {
  LocalClient client(connect());
  const auto places = [](auto&& read) {
    std::vector<Place> places;
    Status done = read([&](const HistoryItem& item) {
      places.push_back(item.place);
      return true;
    });
    EXPECT_TRUE(done.ok());
    return places;
  };
  const auto reached = places(
      [&](const TakeHistory& take) { return client.history("customer/kim", {}, carer(), take); });
  const auto home = places([&](const TakeHistory& take) {
    return read_history(*care.store, "customer/kim", {}, ReaderRights::all(), take);
  });
  EXPECT_THAT(reached, SizeIs(kCalls));
  EXPECT_EQ(reached, home);
}

TEST_F(Pages, MayBeGivenUpInTheMiddle) {
  LocalClient client(connect());
  for (int round = 0; round < 3; ++round) {
    auto cursor = client.log().read({kPartition, Position()}, ReadWords::kYes);
    LogCursor::Item item;
    ASSERT_TRUE(cursor->next(item).value());
  }
  int taken = 0;
  ASSERT_TRUE(
      client.history("customer/kim", {}, Viewer(), [&](const HistoryItem&) { return ++taken < 5; })
          .ok());
  EXPECT_EQ(taken, 5);
  EXPECT_EQ(client.status().value().records, kCalls);
}

TEST_F(Pages, OfAStateAreOneText) {
  LocalClient client(connect());
  const std::string home = at_home({});
  ASSERT_GT(home.size(), kPageBytes) << "one part would do";
  EXPECT_EQ(client.state("customer/kim", {}, carer(), true).value(), home);
  AsOf then;
  then.version = Version(kStateStepRecords + 1);
  EXPECT_EQ(client.state("customer/kim", then, carer(), true).value(), at_home(then));
}

TEST_F(Pages, OfSnapshotsLeaveOutThoseOfAnEarlierLayout) {
  Snapshot snapshot = *care.store->snapshots().get(care.stream("customer/kim")).value();
  LocalClient client(connect());
  const auto shown = [&](Position end) {
    int snapshots = 0;
    Status read = client.live_states(end)->snapshots([&](const StateDigest&) { ++snapshots; });
    EXPECT_TRUE(read.ok());
    return snapshots;
  };
  EXPECT_EQ(shown(snapshot.place.position.next()), 1);
  EXPECT_EQ(shown(snapshot.place.position), 0) << "of a record that the asker has not read";
  snapshot.state.front() = 1;
  ASSERT_TRUE(care.store->snapshots().put({&snapshot, 1}).ok());
  EXPECT_EQ(shown(snapshot.place.position.next()), 0);
}

TEST_F(Pages, OfTheLogVerifyWhileTheWriterGoesOn) {
  std::atomic<bool> enough = false;
  std::thread writer([&] {
    for (int n = 0; !enough; ++n) {
      std::vector<SentEvent> events;
      events.push_back(kim.said("m" + std::to_string(n), "hello"));
      events.push_back(Desk("customer/" + std::to_string(n)).call("c"));
      care.engine->append_and_wait(std::move(events));
    }
  });
  LocalClient client(connect());
  for (int round = 0; round < 3; ++round) {
    const Fold fold = fold_log(client.log(), kPartition, {}).value();
    const auto live = client.live_states(Position(fold.records));
    const Verification verified = verify_live_state(*live, fold, {}).value();
    EXPECT_GE(verified.records, kCalls);
    EXPECT_EQ(verified.different, 0U)
        << verified.differences.front().what << " of " << verified.records << " records";
    EXPECT_TRUE(check_log(client.log(), kPartition, {}).ok());
  }
  enough = true;
  writer.join();
}

}  // namespace
}  // namespace dangol::test
