// Addresses and methods, as a stranger may send them.
#include "gateway/http/limits.h"
#include "tests/gateway/http_care.h"

namespace dangol::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(HttpTargetTest, IsTakenApartAndDecoded) {
  const auto target = parse_target("/v1/subjects/customer/a%2Fb?as-of=%2312&type=x+y&flag");
  ASSERT_TRUE(target.ok());
  EXPECT_THAT(target.value().path, ElementsAre("v1", "subjects", "customer", "a/b"));
  EXPECT_THAT(target.value().query,
              ElementsAre(Pair("as-of", "#12"), Pair("type", "x y"), Pair("flag", "")));
  EXPECT_THAT(parse_target("/").value().path, IsEmpty());
}

TEST(HttpTargetTest, TricksAreRefused) {
  const std::string long_one = "/" + std::string(kMaxHttpTargetBytes, 'a');
  std::string many = "/?";
  for (std::size_t i = 0; i <= kMaxHttpQueryParts; ++i) many += "a=1&";
  for (const std::string& text :
       {std::string(""), std::string("v1"), std::string("//v1"), std::string("/v1//events"),
        std::string("/v1/"), std::string("/v1/../etc"), std::string("/v1/%2e%2e/etc"),
        std::string("/v1/./x"), std::string("/%"), std::string("/%4"), std::string("/%zz"),
        std::string("/%00"), std::string("/%0d%0a"), std::string("/%ff"), long_one, many,
        std::string("http://elsewhere/v1")}) {
    EXPECT_FALSE(parse_target(text).ok()) << text.substr(0, 40);
  }
}

class HttpRoutes : public HttpTest {};

TEST_F(HttpRoutes, TellWhatIsThereAndHowItIsAsked) {
  EXPECT_EQ(ask(get("/healthz")).body, "ok\n");
  EXPECT_EQ(ask(get("/readyz")).status, 200);
  EXPECT_EQ(ask(get("/v1/nothing")).status, 404);
  EXPECT_EQ(ask(get("/v1/subjects/customer/nobody")).status, 404);
  const HttpReply wrong = ask(post("/healthz", "", ""));
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.at("allow"), "GET");
  EXPECT_EQ(ask(get("/v1/../etc/passwd")).status, 400);
}

TEST_F(HttpRoutes, AConnectionEndsWithTheAnswerForWhoWantsThat) {
  for (const char* head :
       {"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: te, Close\r\n\r\n",
        "GET /healthz HTTP/1.0\r\n\r\n"}) {
    HttpPeer peer(server->port());
    peer.send(head);
    EXPECT_NE(peer.read().status, 0) << head;
    EXPECT_TRUE(peer.ended()) << head;
  }
  HttpPeer kept(server->port());
  for (int i = 0; i < 3; ++i) {
    kept.send(get("/healthz", "Connection: keep-alive\r\n"));
    EXPECT_EQ(kept.read().status, 200);
  }
}

TEST_F(HttpRoutes, WithoutATokenNobodyDoesAnythingButAskWhetherItLives) {
  options.gate.insecure_account.clear();
  serve();
  EXPECT_EQ(ask(get("/healthz")).status, 200);
  const HttpReply refused = ask(post("/v1/events", kStructured, started("e1")));
  EXPECT_EQ(refused.status, 401);
  EXPECT_THAT(refused.headers.at("www-authenticate"), HasSubstr("Bearer"));
  EXPECT_EQ(care.log_size(), 0u);
}

TEST_F(HttpRoutes, WithoutTokensItListensOnThisMachineOnly) {
  options.listen = "*:0";
  const auto refused = HttpServer::start(*serving, options);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kUsage);
}

TEST_F(HttpRoutes, WithoutTokensNoPageOfElsewhereIsLetIn) {
  const auto from = [&](const std::string& headers) {
    return ask("GET /v1/log/checkpoint HTTP/1.1\r\n" + headers + "\r\n").status;
  };
  const int served = from("Host: 127.0.0.1:7379\r\n");
  EXPECT_NE(served, 403);
  EXPECT_EQ(from("Host: [::1]:7379\r\nOrigin: http://localhost:3000\r\n"), served);
  EXPECT_EQ(from("Host: rebound.example:7379\r\n"), 403);
  EXPECT_EQ(from("Host: 127.0.0.1.rebound.example\r\n"), 403);
  EXPECT_EQ(from("Host: localhost\r\nOrigin: https://page.example\r\n"), 403);
  EXPECT_EQ(from("Host: localhost\r\nOrigin: null\r\n"), 403);
}

TEST_F(HttpRoutes, WordsAreOpenedForAPurposeWhichIsOnRecord) {
  care.send(Desk("customer/kim").said("e1", "my dog died"));
  EXPECT_THAT(ask(get("/v1/subjects/customer/kim/events")).body,
              testing::Not(HasSubstr("my dog died")));
  const std::uint64_t before = care.log_size();
  EXPECT_THAT(ask(get("/v1/subjects/customer/kim/events", "Dangol-Purpose: care\r\n")).body,
              HasSubstr("my dog died"));
  EXPECT_EQ(care.log_size(), before + 1);
  EXPECT_EQ(ask(get("/v1/subjects/customer/kim/events", "Dangol-Purpose: fun\r\n")).status, 400);
}

}  // namespace
}  // namespace dangol::test
