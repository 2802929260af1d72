// Cursors that are kept under a name.
#include <filesystem>
#include <fstream>

#include "gateway/http/named_cursors.h"
#include "tests/gateway/http_care.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {
namespace {

using ::testing::HasSubstr;

class HttpCursors : public HttpTest {
 protected:
  void SetUp() override {
    HttpTest::SetUp();
    care.send(Desk("customer/kim").call("e1"), Desk("customer/kim").hang_up("e2"));
    const std::string page = ask(get("/v1/events?limit=1")).body;
    const std::size_t begin = page.find("\"next\":\"") + 8;
    one = page.substr(begin, page.find('"', begin) - begin);
  }
  HttpReply put(const std::string& name, const std::string& cursor, const std::string& when) const {
    const std::string body = fmt::format(R"({{"cursor":"{}"}})", cursor);
    return ask(fmt::format(
        "PUT /v1/cursors/{} HTTP/1.1\r\nHost: localhost\r\n{}Content-Length: {}\r\n\r\n{}", name,
        when, body.size(), body));
  }
  HttpReply remove(const std::string& name) const {
    return ask(fmt::format("DELETE /v1/cursors/{} HTTP/1.1\r\nHost: localhost\r\n\r\n", name));
  }
  static constexpr const char* kNew = "If-None-Match: *\r\n";
  std::string one;  // behind the first record
};

TEST_F(HttpCursors, AreKeptReadAndDeleted) {
  EXPECT_EQ(ask(get("/v1/cursors/till")).status, 404);
  const HttpReply made = put("till", "0-0", kNew);
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.headers.at("etag"), "\"1\"");
  EXPECT_EQ(put("till", one, "If-Match: \"1\"\r\n").headers.at("etag"), "\"2\"");
  server.reset();
  serve();
  const HttpReply kept = ask(get("/v1/cursors/till"));
  EXPECT_EQ(kept.body, fmt::format("{{\"name\":\"till\",\"cursor\":\"{}\"}}\n", one));
  EXPECT_EQ(kept.headers.at("etag"), "\"2\"");
  EXPECT_EQ(remove("till").status, 204);
  EXPECT_EQ(remove("till").status, 404);
  // Who knows the old one does not take the new one for it.
  EXPECT_EQ(put("till", one, kNew).headers.at("etag"), "\"3\"");
}

TEST_F(HttpCursors, AreChangedOnlyByWhoKnowsThem) {
  put("till", "0-0", kNew);
  EXPECT_EQ(put("till", one, kNew).status, 412);
  EXPECT_EQ(put("till", one, "If-Match: \"7\"\r\n").status, 412);
  EXPECT_EQ(put("other", one, "If-Match: \"1\"\r\n").status, 412);
  EXPECT_EQ(put("till", one, "").status, 428);
  EXPECT_EQ(put("till", one, "If-Match: 1\r\n").status, 400);
  EXPECT_EQ(put("till", one, "If-Match: \"1\"\r\nIf-None-Match: *\r\n").status, 400);
  EXPECT_EQ(put("till", "yesterday", "If-Match: \"1\"\r\n").status, 400);
  EXPECT_EQ(put("a%20b", one, kNew).status, 400);
  EXPECT_EQ(put(std::string(kMaxCursorNameBytes + 1, 'n'), one, kNew).status, 400);
  EXPECT_THAT(ask(get("/v1/cursors/till")).body, HasSubstr("\"0-0\""));
}

TEST_F(HttpCursors, AreOfThisLog) {
  EXPECT_EQ(put("till", "0-1-0011223344556677", kNew).status, 410);
  const NamedCursors cursors(care.dir() / "cursors");
  ASSERT_TRUE(cursors.put("ann", "till", parse_cursor("0-9-0011223344556677").value(), {}).ok());
  const HttpReply gone = ask(get("/v1/cursors/till"));
  EXPECT_EQ(gone.status, 410);
  EXPECT_THAT(gone.body, HasSubstr("the log has 2"));
  EXPECT_EQ(ask(get("/v1/feed?cursor=till")).status, 410);
  EXPECT_EQ(put("till", one, fmt::format("If-Match: {}\r\n", gone.headers.at("etag"))).status, 200);
}

TEST_F(HttpCursors, SayWhereReadingBegins) {
  put("till", one, kNew);
  EXPECT_THAT(ask(get("/v1/events?cursor=till")).body,
              ::testing::AllOf(HasSubstr("0:1"), ::testing::Not(HasSubstr("\"0:0\""))));
  EXPECT_EQ(ask(get("/v1/events?cursor=none")).status, 404);
  HttpPeer peer(server->port());
  peer.send(get("/v1/feed?cursor=till"));
  EXPECT_EQ(peer.read_head().status, 200);
  std::string line = peer.read_line();
  while (!line.starts_with("data: ")) line = peer.read_line();
  EXPECT_THAT(line, HasSubstr("\"0:1\""));
}

class NamedCursorsTest : public testing::Test {
 protected:
  TempDir dir;
  NamedCursors cursors{dir / "cursors"};
};

TEST_F(NamedCursorsTest, BelongToTheirAccount) {
  ASSERT_TRUE(cursors.put("ann", "c", {}, {}).ok());
  EXPECT_TRUE(cursors.get("ann", "c").value().has_value());
  EXPECT_FALSE(cursors.get("bob", "c").value().has_value());
}

TEST_F(NamedCursorsTest, AnAccountHasOnlySoMany) {
  for (std::size_t i = 0; i < kMaxAccountCursors; ++i) {
    ASSERT_TRUE(cursors.put("ann", fmt::format("c{}", i), {}, {}).ok());
  }
  EXPECT_EQ(cursors.put("ann", "more", {}, {}).error().code, ErrorCode::kOverloaded);
  EXPECT_TRUE(cursors.put("ann", "c0", {}, {1}).ok());
  ASSERT_TRUE(cursors.remove("ann", "c1", std::nullopt).ok());
  EXPECT_TRUE(cursors.put("ann", "more", {}, {}).ok());
}

TEST_F(NamedCursorsTest, OnlySoManyAccountsHaveAny) {
  std::filesystem::create_directory(dir / "cursors");
  for (std::size_t i = 0; i < kMaxCursorAccounts; ++i) {
    std::ofstream(dir / "cursors" / std::to_string(i)).flush();
  }
  EXPECT_EQ(cursors.put("ann", "c", {}, {}).error().code, ErrorCode::kOverloaded);
}

TEST_F(NamedCursorsTest, AFileThatDoesNotReadIsDamageAndStaysAsItIs) {
  ASSERT_TRUE(cursors.put("ann", "c", {}, {}).ok());
  const auto file = std::filesystem::directory_iterator(dir / "cursors")->path();
  EXPECT_EQ(file.filename().string().find("ann"), std::string::npos);
  std::ofstream(file, std::ios::app) << "half a li";
  EXPECT_EQ(cursors.get("ann", "c").error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(cursors.put("ann", "d", {}, {}).error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace dangol::test
