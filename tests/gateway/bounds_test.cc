// The bounds of one connection: given a client that asks for, sends or waits for more than one may,
// then it gets a page, a refusal or a pause, and the server holds no more than that.
#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <sys/socket.h>

#include "gateway/asking_capnp.h"
#include "gateway/limits.h"
#include "tests/gateway/local_test.h"

namespace dangol::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using enum OutcomeCode;

class Bounds : public LocalTest {
 protected:
  // The answer to one request of a client that does nothing else.
  static FrameMessage ask(FrameStream& client, Asking& request) {
    EXPECT_TRUE(client.send(request.frame()).ok());
    Result<WireFrame> frame = client.receive();
    if (!frame.ok()) throw std::runtime_error(frame.error().message);
    return FrameMessage(std::move(frame).value());
  }
  static WireFrame append_frame(std::uint64_t id, const std::vector<SentEvent>& events) {
    Asking request(id);
    auto list = request.root.initAppend().initEvents(static_cast<unsigned>(events.size()));
    for (unsigned i = 0; i < list.size(); ++i) write_event(events[i], list[i]);
    return request.frame();
  }
};

TEST_F(Bounds, StatesOfMoreStreamsThanOneRequestMayNameAreRefused) {
  Greeted client = connect();
  for (const std::size_t count : {kMaxStatesAsked, kMaxStatesAsked + 1}) {
    Asking request(count);
    auto streams = request.root.initLiveStates().initStreams(static_cast<unsigned>(count));
    for (auto stream : streams) stream.initToken(16);

    FrameMessage message = ask(client.stream, request);

    const auto answer = message.root<wire::Answer>();
    if (count <= kMaxStatesAsked) {
      ASSERT_TRUE(answer.isLiveStates());
      EXPECT_EQ(answer.getLiveStates().getStates().size(), count);
    } else {
      ASSERT_TRUE(answer.isRefused());
      EXPECT_EQ(read_error(answer.getRefused()).code, ErrorCode::kRejected);
    }
  }
}

TEST_F(Bounds, APageEndsBehindSoManySmallThingsAndTheNextOneGoesOn) {
  std::vector<Snapshot> snapshots(kPageRecords + 1);
  for (std::size_t n = 0; n < snapshots.size(); ++n) {
    snapshots[n].token.bytes[0] = static_cast<unsigned char>(n >> 8);
    snapshots[n].token.bytes[1] = static_cast<unsigned char>(n);
    snapshots[n].state = "x";
  }
  ASSERT_TRUE(care.store->snapshots().put(snapshots).ok());
  Greeted client = connect();
  Asking request(2);
  request.root.initSnapshots().setBefore(1);

  FrameMessage first = ask(client.stream, request);
  const auto page = first.root<wire::Answer>().getSnapshots();
  EXPECT_EQ(page.getSnapshots().size(), kPageRecords);
  EXPECT_TRUE(page.getMore());

  request.root.getSnapshots().setAfterToken(page.getNext());
  FrameMessage second = ask(client.stream, request);
  EXPECT_EQ(second.root<wire::Answer>().getSnapshots().getSnapshots().size(), 1U);
  EXPECT_FALSE(second.root<wire::Answer>().getSnapshots().getMore());
}

TEST_F(Bounds, AppendsOfMoreBytesThanAConnectionMayHaveUnansweredAreNotRead) {
  std::promise<void> release;
  ASSERT_TRUE(
      care.engine
          ->append(together(kim.call("held")), {}, [&](Outcomes) { release.get_future().wait(); })
          .ok());
  constexpr std::size_t kWords = 900'000;
  const std::string words(kWords, 'x');
  constexpr std::uint64_t kFit = kConnectionBytes / kWords, kBatches = 2 * kFit;
  static_assert(kFit + 2 < kConnectionAppends, "or it is their number that is reached");
  Greeted client = connect();
  std::atomic<std::uint64_t> sent = 0;
  std::thread sender([&] {
    for (std::uint64_t batch = 0; batch < kBatches; ++batch) {
      if (!client.stream
               .send(append_frame(batch + 2, together(kim.said(std::to_string(batch), words))))
               .ok()) {
        return;
      }
      ++sent;
    }
  });
  // What was read and is not answered: until it is what the bound says, and then no more, although
  // the server goes on to serve others.
  LocalClient watcher(connect());
  while (sent < kFit) EXPECT_TRUE(watcher.status().ok());
  for (int asked = 0; asked < 200; ++asked) EXPECT_TRUE(watcher.status().ok());
  // The one that reaches it, and what the socket's buffers hold of the next.
  EXPECT_LE(sent, kFit + 2);

  release.set_value();
  for (std::uint64_t batch = 0; batch < kBatches; ++batch) {
    Result<WireFrame> frame = client.stream.receive();
    if (!frame.ok()) throw std::runtime_error(frame.error().message);
    FrameMessage message(std::move(frame).value());
    EXPECT_EQ(message.root<wire::Answer>().getId(), batch + 2);
    EXPECT_TRUE(message.root<wire::Answer>().isAppend());
  }
  sender.join();
  care.engine->drain();
  EXPECT_EQ(care.log_size(), kBatches + 1);
}

// A client must not grow at the word of whoever listens.
TEST(AnswerBound, AnAnswerOverTheLimitIsRefusedByItsHead) {
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  FrameStream server{Descriptor(ends[0])}, client{Descriptor(ends[1])};
  WireFrame head(1);
  head.data()[0] = frame_head(kMaxAnswerBytes / 8 + 1);
  ASSERT_TRUE(server.send(head).ok());
  const auto answer = client.receive();
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, ErrorCode::kRejected);
}

TEST(HelloBound, AListenerThatSaysNothingIsTakenForNobodys) {
  TempDir dir;
  Descriptor listener = listen_in(dir.path()).value();
  const auto greeted = greet(dir.path(), std::chrono::milliseconds(1));
  ASSERT_FALSE(greeted.ok());
  EXPECT_EQ(greeted.error().code, ErrorCode::kNotFound);
}

class CloseGrace : public Bounds {
 protected:
  void SetUp() override { care.start(); }
};

TEST_F(CloseGrace, AServerThatEndsDoesNotWaitForEverForAClientThatDoesNotRead) {
  serving = std::make_unique<Serving>(*care.engine, care.dir(), nullptr, nullptr);
  auto started = LocalServer::start(*serving, std::chrono::milliseconds(1));
  ASSERT_TRUE(started.ok());
  server = std::move(started).value();
  // An answer larger than the buffers of a socket.
  care.send(kim.said("e1", std::string(900'000, 'x')));
  Descriptor socket = connect_in(care.dir()).value();
  const int descriptor = socket.get();
  FrameStream client(std::move(socket));
  Asking hello(1);
  hello.root.initHello().setProtocol(wire::PROTOCOL);
  ask(client, hello);
  Asking request(2);
  auto history = request.root.initHistory();
  history.setSubject("customer/kim");
  write_viewer(carer(), history.initRights());
  ASSERT_TRUE(client.send(request.frame()).ok());
  std::uint64_t head = 0;
  ASSERT_EQ(::recv(descriptor, &head, sizeof head, MSG_WAITALL), ssize_t{sizeof head})
      << "it is on its way";

  server.reset();

  std::string rest(2'000'000, '\0');
  EXPECT_LT(::recv(descriptor, rest.data(), rest.size(), MSG_WAITALL), 900'000) << "cut off";
}

}  // namespace
}  // namespace dangol::test
