// Recording events over RPC.
#include "tests/gateway/rpc_care.h"
#include "tests/gateway/rpc_sinks.h"

namespace dangol::test {
namespace {

using ::testing::HasSubstr;

class RpcAppend : public RpcTest {};

TEST_F(RpcAppend, WhatIsAnsweredIsOnDisk) {
  RpcPeer peer(server->rpc_port());
  auto answer = peer.wait(append(peer.enter(), events("c1")));
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  ASSERT_EQ(answer.value().size(), 1U);
  EXPECT_EQ(answer.value()[0].code, OutcomeCode::kRecorded) << answer.value()[0].reason;
  EXPECT_EQ(answer.value()[0].version, Version(1));
  EXPECT_EQ(care.records("customer/kim").size(), 1U);
}

TEST_F(RpcAppend, WhatIsSentAgainIsADuplicate) {
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  ASSERT_TRUE(peer.wait(append(session, events("c1"))).ok());
  const auto again = peer.wait(append(session, events("c1")));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again.value()[0].code, OutcomeCode::kDuplicate);
  EXPECT_EQ(care.log_size(), 1U);
}

TEST_F(RpcAppend, EachEventHasItsOwnOutcomeInItsPlace) {
  RpcPeer peer(server->rpc_port());
  std::vector<SentEvent> batch;
  batch.push_back(event("c1"));
  batch.push_back(event("c2"));
  batch.back().subject = "nobody";
  batch.push_back(event("c3"));
  const auto answer = peer.wait(append(peer.enter(), batch));
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer.value()[0].code, OutcomeCode::kRecorded);
  EXPECT_EQ(answer.value()[1].code, OutcomeCode::kRejected);
  EXPECT_EQ(answer.value()[2].code, OutcomeCode::kRecorded);
}

TEST_F(RpcAppend, OfAUnitNothingIsRecordedWhenOneEventIsWrong) {
  RpcPeer peer(server->rpc_port());
  auto request = peer.enter().appendRequest();
  std::vector<SentEvent> batch;
  batch.push_back(event("c1"));
  batch.push_back(event("c2"));
  batch.back().subject = "nobody";
  fill(request.initBatch(), batch);
  request.getBatch().setUnit(true);
  auto answer = peer.wait(request.send());
  const Outcomes outcomes = read_outcomes(answer.getAppended().getOutcomes().getOutcomes());
  ASSERT_EQ(outcomes.size(), 2U);
  EXPECT_THAT(outcomes[0].reason, HasSubstr("another of its events"));
  EXPECT_EQ(care.log_size(), 0U);
}

TEST_F(RpcAppend, AVersionThatIsNoLongerSoMakesAnEventStale) {
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  ASSERT_TRUE(peer.wait(append(session, events("c1"))).ok());
  std::vector<SentEvent> batch = events("c2");
  batch[0].expected_version = Version(0);
  const auto answer = peer.wait(append(session, batch));
  EXPECT_EQ(answer.value()[0].code, OutcomeCode::kStale);
  EXPECT_EQ(answer.value()[0].version, Version(1));
}

TEST_F(RpcAppend, ABatchOfTooManyEventsIsRefusedAsAWhole) {
  RpcPeer peer(server->rpc_port());
  auto request = peer.enter().appendRequest();
  request.initBatch().initEvents(kMaxBatchEvents + 1);
  auto answer = peer.wait(request.send());
  ASSERT_TRUE(answer.getAppended().isRefused());
  EXPECT_EQ(read_error(answer.getAppended().getRefused()).code, ErrorCode::kRejected);
}

TEST_F(RpcAppend, ManyCallsAtOnceAreRecordedInTheOrderInWhichTheyCome) {
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  std::vector<kj::Promise<Result<Outcomes>>> calls;
  for (int i = 0; i < 64; ++i) calls.push_back(append(session, events(fmt::format("c{}", i))));
  for (std::uint64_t i = 0; i < calls.size(); ++i) {
    const auto answer = peer.wait(calls[i]);
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ(answer.value()[0].version, Version(i + 1));
  }
}

TEST_F(RpcAppend, AnIntegratorSendsOfItsOwnSourceOnly) {
  lock();
  const std::string token =
      create({.account = "shop", .roles = {Role::kIntegrator}, .source = "urn:shop/web"});
  RpcPeer peer(server->rpc_port());
  const auto answer = peer.wait(append(peer.enter(token), events("c1")));
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer.value()[0].code, OutcomeCode::kRejected);
  EXPECT_THAT(answer.value()[0].reason, HasSubstr("source"));
}

TEST_F(RpcAppend, AnImporterSendsHistoryOnly) {
  lock();
  const std::string importer = create({.account = "old", .roles = {Role::kImporter}});
  const std::string integrator = create({.account = "shop", .roles = {Role::kIntegrator}});
  RpcPeer peer(server->rpc_port());
  const auto send = [&](const std::string& token, bool as_recorded) {
    auto request = peer.enter(token).appendRequest();
    fill(request.initBatch(), events("c1"));
    request.getBatch().setAsRecorded(as_recorded);
    auto answer = peer.wait(request.send());
    return answer.getAppended().isRefused() ? read_error(answer.getAppended().getRefused()).code
                                            : ErrorCode::kUsage;
  };
  EXPECT_EQ(send(importer, false), ErrorCode::kForbidden);
  EXPECT_EQ(send(integrator, true), ErrorCode::kForbidden);
  EXPECT_EQ(send(importer, true), ErrorCode::kUsage);
  EXPECT_EQ(care.log_size(), 1U);
}

class RpcEventStreams : public RpcTest {
 protected:
  static wire::EventSink::Client open(RpcPeer& peer, Told& told, bool hold = false) {
    auto request = peer.enter().streamRequest();
    request.setOutcomes(kj::heap<KeepingOutcomes>(told, hold));
    auto answer = peer.wait(request.send());
    EXPECT_TRUE(answer.getOpened().isEvents());
    return answer.getOpened().getEvents();
  }
  static kj::Promise<void> write(wire::EventSink::Client& sink,
                                 const std::vector<SentEvent>& events) {
    auto request = sink.writeRequest();
    auto list = request.initEvents(static_cast<unsigned>(events.size()));
    for (unsigned i = 0; i < list.size(); ++i) write_event(events[i], list[i]);
    return request.send();
  }
};

TEST_F(RpcEventStreams, TellOfEachEventInOrderAsItIsOnDisk) {
  RpcPeer peer(server->rpc_port());
  Told told;
  auto sink = open(peer, told);
  for (int i = 0; i < 50; ++i) {
    std::vector<SentEvent> batch;
    batch.push_back(event(fmt::format("c{}", 2 * i)));
    batch.push_back(event(fmt::format("c{}", 2 * i + 1)));
    if (i == 20) batch[1].subject = "nobody";
    peer.wait(write(sink, batch));
  }
  auto done = peer.wait(sink.doneRequest().send());
  EXPECT_EQ(done.getEnded().getWritten(), 100U);
  EXPECT_EQ(done.getEnded().getAnswered(), 100U);
  EXPECT_FALSE(done.getEnded().hasRefused());
  ASSERT_EQ(told.outcomes.size(), 100U);
  EXPECT_TRUE(told.in_order);
  EXPECT_EQ(told.outcomes[41].code, OutcomeCode::kRejected);
  EXPECT_EQ(told.outcomes[99].code, OutcomeCode::kRecorded);
  EXPECT_EQ(told.outcomes[99].version, Version(99));
  EXPECT_EQ(care.log_size(), 99U);
}

TEST_F(RpcEventStreams, EndWhenABatchIsTooLarge) {
  RpcPeer peer(server->rpc_port());
  Told told;
  auto sink = open(peer, told);
  peer.wait(write(sink, events("c1")));
  auto request = sink.writeRequest();
  request.initEvents(kMaxBatchEvents + 1);
  request.send().catch_([](kj::Exception&&) {}).wait(peer.scope());
  while (!told.ended) peer.turn();
  EXPECT_EQ(told.ended->code, ErrorCode::kRejected);
  EXPECT_EQ(told.outcomes.size(), 1U);
  EXPECT_THROW(peer.wait(sink.doneRequest().send()), kj::Exception);
}

TEST_F(RpcEventStreams, EndWhenTheOutcomesAreNotTaken) {
  options.bounds.answer = std::chrono::milliseconds(50);
  options.bounds.rpc.window_bytes = 1;
  serve();
  RpcPeer peer(server->rpc_port());
  Told told;
  auto sink = open(peer, told, true);
  std::vector<SentEvent> batch;
  for (std::size_t i = 0; i < kMaxBatchEvents; ++i) batch.push_back(event("c1"));
  for (SentEvent& one : batch) one.subject = "nobody";
  // Until more is told than may be on its way. Who hangs hears no reason: `ended` would wait behind what hangs.
  std::string why;
  while (why.empty()) {
    write(sink, batch)
        .catch_([&](kj::Exception&& failed) { why = failed.getDescription().cStr(); })
        .wait(peer.scope());
  }
  EXPECT_THAT(why, HasSubstr("not taken"));
}

TEST_F(RpcEventStreams, EndWhenTheyAreSilentForTooLong) {
  options.bounds.rpc.silence = std::chrono::milliseconds(20);
  serve();
  RpcPeer peer(server->rpc_port());
  Told told;
  auto sink = open(peer, told);
  while (!told.ended) peer.turn();
  EXPECT_THAT(told.ended->message, HasSubstr("silent"));
}

TEST_F(RpcEventStreams, EndWithTheirToken) {
  lock();
  options.bounds.still = std::chrono::milliseconds(5);
  serve();
  const std::string token = create({.account = "shop", .roles = {Role::kIntegrator}});
  RpcPeer peer(server->rpc_port());
  Told told;
  auto request = peer.enter(token).streamRequest();
  request.setOutcomes(kj::heap<KeepingOutcomes>(told));
  auto opened = peer.wait(request.send());
  ASSERT_TRUE(opened.getOpened().isEvents());
  ASSERT_TRUE(revoke_token(options.gate.tokens, "shop").ok());
  pass_a_second();
  while (!told.ended) peer.turn();
  EXPECT_EQ(told.ended->code, ErrorCode::kForbidden);
}

}  // namespace
}  // namespace dangol::test
