// Reading over RPC: pages, feeds, documents, cursors.
#include "tests/gateway/rpc_care.h"
#include "tests/gateway/rpc_sinks.h"

namespace dangol::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class RpcReads : public RpcTest {
 protected:
  void record(const std::string& id, const std::string& subject = "customer/kim") {
    std::vector<SentEvent> one;
    one.push_back(event(id, subject));
    care.engine->append_and_wait(std::move(one));
  }
  // The body of a document; else why there is none.
  template <class Request>
  static std::string document(RpcPeer& peer, Request request) {
    auto answer = peer.wait(request.send());
    const auto documented = answer.getDocument();
    if (documented.isRefused()) {
      return std::string("refused: ") + documented.getRefused().getMessage().cStr();
    }
    return std::string(view_of_data(documented.getDocument().getBody()));
  }
  static std::string_view view_of_data(capnp::Data::Reader data) {
    return {reinterpret_cast<const char*>(data.begin()), data.size()};
  }
};

TEST_F(RpcReads, APageOfTheLogIsRedactedWithoutAPurpose) {
  record("c1");
  record("c2", "customer/ann");
  RpcPeer peer(server->rpc_port());
  auto answer = peer.wait(peer.enter().eventsRequest().send());
  ASSERT_TRUE(answer.getPage().isPage());
  const auto page = answer.getPage().getPage();
  ASSERT_EQ(page.getRecords().size(), 2U);
  for (const auto one : page.getRecords()) {
    EXPECT_THAT(std::string(one.getSubject().cStr()), StartsWith("sealed:"));
    EXPECT_TRUE(one.getTokensSealed());
    EXPECT_TRUE(one.getEvent().getData().isContactStarted());
    EXPECT_EQ(view_of(one.getEvent().getSource()), "urn:shop/till");
  }
  EXPECT_EQ(page.getRecords()[1].getCursor(), page.getCursor());
  EXPECT_FALSE(page.getMore());
  EXPECT_EQ(care.log_size(), 2U);
}

TEST_F(RpcReads, APageIsOpenedForAPurposeOnceThatIsRecorded) {
  record("c1");
  RpcPeer peer(server->rpc_port());
  auto request = peer.enter().eventsRequest();
  request.initLooking().setPurpose(schema::Purpose::CARE);
  auto answer = peer.wait(request.send());
  ASSERT_TRUE(answer.getPage().isPage());
  const auto one = answer.getPage().getPage().getRecords()[0];
  EXPECT_EQ(one.getSubject(), kj::StringPtr("customer/kim"));
  EXPECT_EQ(view_of(one.getEvent().getId()), "c1");
  EXPECT_FALSE(one.getTokensSealed());
  EXPECT_EQ(care.log_size(), 2U);  // that somebody looked
}

TEST_F(RpcReads, PagesGoOnFromACursorWithoutGapOrRepeat) {
  for (int i = 0; i < 5; ++i) record(fmt::format("c{}", i));
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  std::vector<std::uint64_t> positions;
  std::string after;
  for (bool more = true; more;) {
    auto request = session.eventsRequest();
    request.setAfter(after);
    request.setMost(2);
    auto answer = peer.wait(request.send());
    const auto page = answer.getPage().getPage();
    for (const auto one : page.getRecords()) positions.push_back(one.getPosition());
    after = page.getCursor().cStr();
    more = page.getMore();
  }
  EXPECT_THAT(positions, ElementsAre(0, 1, 2, 3, 4));
}

TEST_F(RpcReads, ACursorThatIsNoneIsRefused) {
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  const auto refused = [&](const char* after) {
    auto request = session.eventsRequest();
    request.setAfter(after);
    auto answer = peer.wait(request.send());
    return answer.getPage().isRefused() ? read_error(answer.getPage().getRefused()).code
                                        : ErrorCode::kUsage;
  };
  EXPECT_EQ(refused("rubbish"), ErrorCode::kRejected);
  EXPECT_EQ(refused("0-7-0123456789abcdef"), ErrorCode::kGone);
  EXPECT_EQ(refused("cursor:none"), ErrorCode::kNotFound);
}

TEST_F(RpcReads, AHistoryIsOneSubjectsFromAVersionOn) {
  for (int i = 0; i < 3; ++i) record(fmt::format("c{}", i));
  record("other", "customer/ann");
  RpcPeer peer(server->rpc_port());
  auto request = peer.enter().historyRequest();
  request.setSubject("customer/kim");
  request.setAfterVersion(1);
  auto answer = peer.wait(request.send());
  ASSERT_TRUE(answer.getPage().isPage());
  const auto page = answer.getPage().getPage();
  ASSERT_EQ(page.getRecords().size(), 2U);
  EXPECT_EQ(page.getRecords()[0].getVersion(), 2U);
  EXPECT_EQ(page.getRecords()[0].getSubject(), kj::StringPtr("customer/kim"));
  EXPECT_EQ(page.getVersion(), 3U);
}

TEST_F(RpcReads, AFeedTellsHistoryAndThenWhatIsRecorded) {
  for (int i = 0; i < 3; ++i) record(fmt::format("c{}", i));
  RpcPeer peer(server->rpc_port());
  Fed fed;
  auto request = peer.enter().feedRequest();
  request.setSink(kj::heap<KeepingFeed>(fed));
  auto opened = peer.wait(request.send());
  ASSERT_TRUE(opened.getOpened().isFeed());
  const auto until = [&](std::size_t events) {
    while (fed.positions.size() < events) peer.turn();
  };
  until(3);
  record("c3");
  until(4);
  EXPECT_THAT(fed.positions, ElementsAre(0, 1, 2, 3));
  EXPECT_FALSE(fed.ended);
}

TEST_F(RpcReads, AFeedOfMoreThanAPageGoesOn) {
  std::size_t recorded = 0;
  while (recorded <= kRpcFeedRecords) {
    std::vector<SentEvent> batch;
    for (int i = 0; i < 500; ++i) {
      batch.push_back(event(fmt::format("c{}", recorded), fmt::format("customer/{}", recorded)));
      ++recorded;
    }
    care.engine->append_and_wait(std::move(batch));
  }
  RpcPeer peer(server->rpc_port());
  Fed fed;
  auto request = peer.enter().feedRequest();
  request.setSink(kj::heap<KeepingFeed>(fed));
  auto opened = peer.wait(request.send());
  while (fed.positions.size() < recorded) peer.turn();
  for (std::size_t i = 0; i < recorded; ++i) ASSERT_EQ(fed.positions[i], i);
  EXPECT_GT(fed.pages, 1U);
}

TEST_F(RpcReads, AFeedGoesOnFromANamedCursor) {
  for (int i = 0; i < 3; ++i) record(fmt::format("c{}", i));
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  auto pages = session.eventsRequest();
  pages.setMost(2);
  auto page = peer.wait(pages.send());
  auto put = session.putCursorRequest();
  put.setName("mine");
  put.setCursor(page.getPage().getPage().getCursor());
  auto kept = peer.wait(put.send());
  ASSERT_TRUE(kept.getKept().isCursor()) << kept.getKept().getRefused().getMessage().cStr();
  EXPECT_EQ(kept.getKept().getCursor().getRevision(), 1U);
  Fed fed;
  auto request = session.feedRequest();
  request.setAfter("cursor:mine");
  request.setSink(kj::heap<KeepingFeed>(fed));
  auto opened = peer.wait(request.send());
  while (fed.positions.empty()) peer.turn();
  EXPECT_THAT(fed.positions, ElementsAre(2));
}

TEST_F(RpcReads, ANamedCursorIsReplacedByWhoKnowsItsRevision) {
  record("c1");
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  const auto put = [&](const char* cursor, std::uint64_t revision) {
    auto request = session.putCursorRequest();
    request.setName("mine");
    request.setCursor(cursor);
    request.setRevision(revision);
    return peer.wait(request.send());
  };
  auto page = peer.wait(session.eventsRequest().send());
  const char* cursor = page.getPage().getPage().getCursor().cStr();
  ASSERT_TRUE(put(cursor, 0).getKept().isCursor());
  EXPECT_EQ(read_error(put(cursor, 0).getKept().getRefused()).code, ErrorCode::kConflict);
  EXPECT_EQ(put(cursor, 1).getKept().getCursor().getRevision(), 2U);
  const auto get = [&] {
    auto request = session.getCursorRequest();
    request.setName("mine");
    return peer.wait(request.send());
  };
  auto got = get();
  EXPECT_EQ(got.getKept().getCursor().getCursor(), kj::StringPtr(cursor));
  EXPECT_EQ(got.getKept().getCursor().getName(), kj::StringPtr("mine"));
  auto gone = session.deleteCursorRequest();
  gone.setName("mine");
  EXPECT_TRUE(peer.wait(gone.send()).getKept().isDeleted());
  EXPECT_EQ(read_error(get().getKept().getRefused()).code, ErrorCode::kNotFound);
}

TEST_F(RpcReads, AFeedThatIsDroppedGivesItsPlaceBack) {
  record("c1");
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  for (std::size_t i = 0; i < 2 * kMaxFeeds; ++i) {
    Fed fed;
    auto request = session.feedRequest();
    request.setSink(kj::heap<KeepingFeed>(fed));
    auto opened = peer.wait(request.send());
    ASSERT_TRUE(opened.getOpened().isFeed()) << i;
    while (fed.pages == 0) peer.turn();
  }
}

TEST_F(RpcReads, WhoOpensFeedsAndDoesNotWaitForThemIsToldToComeAgain) {
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  for (std::size_t i = 0; i < 8 * kMaxFeeds; ++i) {
    Fed fed;
    auto request = session.feedRequest();
    request.setSink(kj::heap<KeepingFeed>(fed));
    auto dropped = request.send();
  }
  // The server has no more underway than it may, and serves on.
  auto answer = peer.wait(session.eventsRequest().send());
  EXPECT_TRUE(answer.getPage().isPage() || answer.getPage().isRefused());
}

TEST_F(RpcReads, AReaderWhoIsSlowIsEndedWithTheReason) {
  options.feeds.piece = std::chrono::milliseconds(10);
  options.feeds.heartbeat = std::chrono::milliseconds(1);
  options.bounds.rpc.window_bytes = 1;
  serve();
  record("c1");
  RpcPeer peer(server->rpc_port());
  Fed fed;
  auto request = peer.enter().feedRequest();
  request.setSink(
      kj::heap<KeepingFeed>(fed, peer.io().provider->getTimer(), 50 * kj::MILLISECONDS));
  auto opened = peer.wait(request.send());
  while (!fed.ended) peer.turn();
  EXPECT_EQ(fed.ended->code, ErrorCode::kUnavailable);
  EXPECT_THAT(fed.ended->message, HasSubstr("in time"));
}

TEST_F(RpcReads, ASubjectIsADocumentWithItsVersion) {
  record("c1");
  RpcPeer peer(server->rpc_port());
  auto request = peer.enter().subjectRequest();
  request.setSubject("customer/kim");
  auto answer = peer.wait(request.send());
  ASSERT_TRUE(answer.getDocument().isDocument());
  const auto document = answer.getDocument().getDocument();
  EXPECT_EQ(document.getVersion(), 1U);
  EXPECT_EQ(document.getMediaType(), kj::StringPtr("application/json"));
  EXPECT_THAT(std::string(view_of_data(document.getBody())), HasSubstr("\"contacts\""));
}

TEST_F(RpcReads, WhatIsNoSubjectIsRefusedByName) {
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  for (const char* text : {"", "kim", "/kim", "customer/", "customer/\x01", "customer/\xff"}) {
    auto request = session.subjectRequest();
    request.setSubject(text);
    EXPECT_THAT(document(peer, kj::mv(request)), HasSubstr("refused: subject")) << text;
  }
}

TEST_F(RpcReads, FiguresAreThoseOfHttp) {
  record("c1");
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  EXPECT_EQ(document(peer, session.figuresRequest()), ask(get("/v1/figures")).body);
  auto request = session.figureRequest();
  request.setName("contacts");
  auto parameters = request.initParameters(1);
  parameters[0].setName("by");
  parameters[0].setValue("channel");
  const HttpReply reply = ask(get("/v1/figures/contacts?by=channel"));
  const std::string told = document(peer, kj::mv(request));
  if (reply.status == 200) {
    EXPECT_EQ(told, reply.body);
  } else {
    EXPECT_THAT(told, StartsWith("refused: "));
  }
}

TEST_F(RpcReads, CheckpointsProofsAndTilesAreThoseOfHttp) {
  record("c1");
  sign();
  ASSERT_TRUE(notary->run(NotaryTask::kSign).ok());
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  EXPECT_EQ(document(peer, session.checkpointRequest()), ask(get("/v1/log/checkpoint")).body);
  EXPECT_EQ(document(peer, session.inclusionRequest()),
            ask(get("/v1/log/proof/inclusion?place=0:0")).body);
  EXPECT_EQ(document(peer, session.consistencyRequest()),
            ask(get("/v1/log/proof/consistency?old=0")).body);
  const auto tile = [&](const char* path) {
    auto request = session.tileRequest();
    request.setPath(path);
    return document(peer, kj::mv(request));
  };
  EXPECT_EQ(tile("entries/000.p/1"), ask(get("/tile/entries/000.p/1")).body);
  EXPECT_EQ(tile("0/000.p/1"), ask(get("/tile/0/000.p/1")).body);
  EXPECT_THAT(tile("0"), StartsWith("refused: path"));
  auto proof = session.historyProofRequest();
  proof.setSubject("customer/kim");
  EXPECT_EQ(document(peer, kj::mv(proof)), ask(get("/v1/log/proof/history/customer/kim")).body);
}

TEST_F(RpcReads, TheRegisterOfAccessesIsThatOfHttp) {
  record("c1");
  RpcPeer peer(server->rpc_port());
  auto session = peer.enter();
  auto look = session.eventsRequest();
  look.initLooking().setPurpose(schema::Purpose::CARE);
  peer.wait(look.send());
  auto request = session.accessesRequest();
  request.initLooking().setPurpose(schema::Purpose::ACCESS);
  EXPECT_THAT(document(peer, kj::mv(request)), HasSubstr("personaldata.accessed"));
}

}  // namespace
}  // namespace dangol::test
