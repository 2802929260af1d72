// Clients that break off, never read, or send what no client would: the others are served, what the
// server holds for them is bounded, and nothing half sent is recorded.
#include <optional>
#include <random>
#include <thread>

#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "gateway/asking_capnp.h"
#include "gateway/limits.h"
#include "replay/fold.h"
#include "tests/gateway/local_test.h"

namespace dangol::test {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::SizeIs;
using enum OutcomeCode;

WireFrame append_frame(std::uint64_t id, const std::vector<SentEvent>& events,
                       wire::WhenFull when_full = wire::WhenFull::WAIT) {
  Asking request(id);
  auto append = request.root.initAppend();
  append.setWhenFull(when_full);
  auto list = append.initEvents(static_cast<unsigned>(events.size()));
  for (unsigned i = 0; i < list.size(); ++i) write_event(events[i], list[i]);
  return request.frame();
}

// What an answer says: its request, and the outcomes or the refusal.
struct Said {
  std::uint64_t id = 0;
  Outcomes outcomes;
  std::optional<Error> refused;
};
std::optional<Said> hear(FrameStream& stream) {
  Result<WireFrame> frame = stream.receive();
  if (!frame.ok()) return std::nullopt;
  FrameMessage message(std::move(frame).value());
  const auto answer = message.root<wire::Answer>();
  Said said{answer.getId(), {}, {}};
  if (answer.isAppend()) said.outcomes = read_outcomes(answer.getAppend().getOutcomes());
  if (answer.isRefused()) said.refused = read_error(answer.getRefused());
  return said;
}

class Unfriendly : public LocalTest {
 protected:
  void expect_served() {
    AppendClient client(connect());
    const std::string id = "served-" + std::to_string(++served_);
    EXPECT_THAT(codes(send(client, together(lee.call(id, id)))), ElementsAre(kRecorded));
  }
  int served_ = 0;
};

TEST_F(Unfriendly, AClientThatNeverReadsIsSoonNotReadFromAndLosesNothing) {
  constexpr std::uint64_t kBatches = 80;
  constexpr std::size_t kEvents = 1000;
  Descriptor socket = connect_in(care.dir()).value();
  const int descriptor = socket.get();
  FrameStream client(std::move(socket));
  Asking hello(1);
  hello.root.initHello().setProtocol(wire::PROTOCOL);
  ASSERT_TRUE(client.send(hello.frame()).ok());
  ASSERT_TRUE(hear(client));
  std::thread sender([&] {
    for (std::uint64_t batch = 0; batch < kBatches; ++batch) {
      std::vector<SentEvent> events;
      for (std::size_t e = 0; e < kEvents; ++e) {
        events.push_back(kim.said(std::to_string(batch * kEvents + e), "hello"));
      }
      if (!client.send(append_frame(batch + 2, events)).ok()) return;
    }
  });
  // Until nothing moves although there is something to read: the loop has answered others often, and
  // has taken nothing meanwhile.
  LocalClient watcher(connect());
  std::uint64_t records = 0;
  for (int quiet = 0; quiet < 200 && records < kBatches * kEvents; ++quiet) {
    care.engine->drain();
    const std::uint64_t now = watcher.status().value().records;
    int unread = 0;
    ::ioctl(descriptor, SIOCOUTQ, &unread);
    if (now != records || unread == 0) quiet = 0;
    records = now;
  }
  EXPECT_GE(records, kConnectionAppends * kEvents);
  EXPECT_LT(records, kBatches * kEvents) << "it was read from without end";
  expect_served();
  // Now it reads.
  for (std::uint64_t batch = 0; batch < kBatches; ++batch) {
    const auto said = hear(client);
    ASSERT_TRUE(said);
    EXPECT_EQ(said->id, batch + 2);
    EXPECT_THAT(said->outcomes, SizeIs(kEvents));
    EXPECT_EQ(said->outcomes.front().version, Version(batch * kEvents + 1));
  }
  sender.join();
}

TEST_F(Unfriendly, AClientThatDiesInTheMiddleLeavesWholeBatchesOrNothing) {
  for (int round = 0; round < 8; ++round) {
    Greeted client = connect();
    const std::string id = std::to_string(round);
    ASSERT_TRUE(client.stream.send(append_frame(2, together(kim.said("a" + id, "x")))).ok());
    const WireFrame half = append_frame(3, together(kim.said("b" + id, "x")));
    ASSERT_TRUE(
        client.stream.send(WireFrame(half.view().substr(0, half.view().size() / 16 * 8))).ok());
  }
  LocalClient watcher(connect());
  while (watcher.status().value().writer.connections > 1) {
  }
  care.engine->drain();
  // A client gone before its frame was read may have lost it, but never half of it.
  EXPECT_LE(care.log_size(), 8U);
  for (int round = 0; round < 8; ++round) {
    const std::string id = std::to_string(round);
    EXPECT_THAT(codes(care.send(kim.said("b" + id, "x"))), ElementsAre(kRecorded));
  }
  expect_served();
}

TEST_F(Unfriendly, BytesThatAreNoRequestEndTheirConnectionAndNothingElse) {
  constexpr unsigned kSeed = 20'261;
  std::mt19937 random(kSeed);
  const WireFrame good = append_frame(2, together(kim.call("e1"), lee.said("e2", "words")));
  for (int round = 0; round < 300; ++round) {
    SCOPED_TRACE("seed " + std::to_string(kSeed) + ", round " + std::to_string(round));
    Greeted client = connect();
    WireFrame bad(good.view());
    auto* bytes = reinterpret_cast<unsigned char*>(bad.data());
    const int changes = 1 + static_cast<int>(random() % 8);
    for (int i = 0; i < changes; ++i) bytes[random() % bad.view().size()] = random() & 0xff;
    (void)client.stream.send(bad);
    client.stream.end_sending();
    // Whatever it says, it says it and hangs up.
    while (hear(client.stream)) {
    }
  }
  expect_served();
  // What was taken of it is well-formed: it checks and replays.
  const Fold fold = fold_log(care.store->log(), PartitionId(0), {}).value();
  StoreStates live(*care.store);
  EXPECT_EQ(verify_live_state(live, fold, {}).value().different, 0U);
}

TEST_F(Unfriendly, AClientMustSayWhichProtocolItSpeaks) {
  FrameStream rude(connect_in(care.dir()).value());
  ASSERT_TRUE(rude.send(append_frame(1, together(kim.call("e1")))).ok());
  const auto said = hear(rude);
  ASSERT_TRUE(said && said->refused);
  EXPECT_EQ(said->refused->code, ErrorCode::kUsage);
  EXPECT_FALSE(hear(rude)) << "hung up";
  FrameStream newer(connect_in(care.dir()).value());
  Asking hello(1);
  hello.root.initHello().setProtocol(wire::PROTOCOL + 1);
  ASSERT_TRUE(newer.send(hello.frame()).ok());
  EXPECT_EQ(hear(newer)->refused->code, ErrorCode::kUsage);
  EXPECT_EQ(care.log_size(), 0U);
}

TEST_F(Unfriendly, AMessageOverTheLimitIsRefusedByItsHead) {
  Greeted client = connect();
  WireFrame head(1);
  head.data()[0] = frame_head(kMaxRequestBytes / 8 + 1);
  ASSERT_TRUE(client.stream.send(head).ok());
  const auto said = hear(client.stream);
  ASSERT_TRUE(said && said->refused);
  EXPECT_EQ(said->refused->code, ErrorCode::kRejected);
  EXPECT_FALSE(hear(client.stream));
}

// An engine that answers nothing until it is released.
class HeldEngine : public Unfriendly {
 protected:
  void SetUp() override { hold({}); }
  void hold(Engine::Options options) {
    start(std::move(options));
    Status held = care.engine->append(together(kim.call("held")), {},
                                      [this](Outcomes) { release_.get_future().wait(); });
    ASSERT_TRUE(held.ok());
  }
  std::promise<void> release_;
};

TEST_F(HeldEngine, AClientThatIsGoneKeepsItsPlaceUntilWhatItSentIsAnswered) {
  LocalClient watcher(connect());
  for (std::size_t n = 1; n < kMaxConnections; ++n) {
    Greeted client = connect();
    for (std::uint64_t batch = 2; batch < 30; ++batch) {
      const std::string id = std::to_string(n) + "-" + std::to_string(batch);
      ASSERT_TRUE(client.stream.send(append_frame(batch, together(kim.said(id, "x")))).ok());
    }
    // Its answer finds nobody, while the appends are still with the engine.
    Asking status(99);
    status.root.setStatus();
    ASSERT_TRUE(client.stream.send(status.frame()).ok());
  }
  for (int asked = 0; asked < 50; ++asked) {
    EXPECT_EQ(watcher.status().value().writer.connections, kMaxConnections);
  }
  release_.set_value();
  while (watcher.status().value().writer.connections > 1) {
  }
  expect_served();
}

// It has room for one batch, which is taken until released.
class FullEngine : public HeldEngine {
 protected:
  void SetUp() override {
    Engine::Options options;
    options.in_flight_bytes = 1;
    hold(std::move(options));
  }
};

TEST_F(FullEngine, OverloadIsAnAnswerToWhoWantsIt) {
  Greeted client = connect();
  ASSERT_TRUE(
      client.stream.send(append_frame(2, together(lee.call("e1")), wire::WhenFull::REFUSE)).ok());
  const auto said = hear(client.stream);
  release_.set_value();
  ASSERT_TRUE(said && said->refused);
  EXPECT_EQ(said->id, 2U);
  EXPECT_EQ(said->refused->code, ErrorCode::kOverloaded);
  care.engine->drain();
  EXPECT_EQ(care.log_size(), 1U);
}

TEST_F(FullEngine, WhoWaitsIsRecordedInOrderOnceThereIsRoom) {
  AppendClient client(connect());
  Outcomes all;
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(client
                    .append(together(lee.said(std::to_string(i), "x")), {},
                            [&](const std::optional<Outcomes>& outcomes) {
                              if (outcomes) all.push_back(outcomes->front());
                            })
                    .ok());
  }
  release_.set_value();
  client.drain();
  ASSERT_THAT(codes(all), Each(kRecorded));
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].version, Version(i + 1));
}

// A writer that takes a request and dies: nobody knows what became of it.
TEST(DeadWriter, LeavesWhatItHadNotAnsweredUnknown) {
  TempDir dir;
  Descriptor listener = listen_in(dir.path()).value();
  const Desk kim("customer/kim");
  std::thread writer([&] {
    pollfd ready{listener.get(), POLLIN, 0};
    ::poll(&ready, 1, -1);
    FrameStream client(Descriptor(::accept(listener.get(), nullptr, nullptr)));
    EXPECT_TRUE(client.receive().ok());
    capnp::MallocMessageBuilder message;
    auto welcome = message.initRoot<wire::Answer>();
    welcome.setId(1);
    welcome.initHello().setProtocol(wire::PROTOCOL);
    EXPECT_TRUE(client.send(to_frame(message)).ok());
    EXPECT_TRUE(client.receive().ok());
  });
  Outcomes all;
  {
    AppendClient client(greet(dir.path()).value());
    ASSERT_TRUE(client
                    .append(together(kim.call("e1"), kim.said("e2", "x")), {},
                            [&](const std::optional<Outcomes>& outcomes) {
                              if (outcomes) all = *outcomes;
                            })
                    .ok());
    client.drain();
    EXPECT_EQ(
        client.append(together(kim.call("e3")), {}, [](std::optional<Outcomes>) {}).error().code,
        ErrorCode::kUnavailable);
  }
  writer.join();
  EXPECT_THAT(codes(all), ElementsAre(kUnknown, kUnknown));
  EXPECT_THAT(all[0].reason, testing::HasSubstr("sending it again is safe"));
}

}  // namespace
}  // namespace dangol::test
