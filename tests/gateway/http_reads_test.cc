// What is read over HTTP of one subject, of figures, and of who looked.
#include "tests/gateway/http_care.h"

namespace dangol::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kForCare = "Dangol-Purpose: care\r\n";

class HttpReadsTest : public HttpTest {
 protected:
  HttpReply look(const std::string& path, const std::string& headers = "") const {
    return ask(get(path, headers));
  }
  void talk() {
    const Desk kim("customer/kim");
    care.send(kim.call("e1"), kim.said("e2", "my words"), kim.hang_up("e3"));
  }
};

TEST_F(HttpReadsTest, AStateHasItsVersionAsTagAndIsNotSentTwice) {
  talk();
  const HttpReply first = look("/v1/subjects/customer/kim");
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.headers.at("etag"), "\"3\"");
  const HttpReply known = look("/v1/subjects/customer/kim", "If-None-Match: \"2\", \"3\"\r\n");
  EXPECT_EQ(known.status, 304);
  EXPECT_EQ(known.headers.at("etag"), "\"3\"");
  EXPECT_EQ(known.body, "");
  EXPECT_EQ(look("/v1/subjects/customer/kim", "If-None-Match: \"2\"\r\n").status, 200);
  EXPECT_EQ(look("/v1/subjects/customer/kim?as-of=@2", "If-None-Match: \"3\"\r\n").status, 200);
  EXPECT_EQ(look("/v1/subjects/customer/lee", "If-None-Match: \"3\"\r\n").status, 404);
  EXPECT_EQ(look("/v1/subjects/customer/kim?version=3").status, 400);
}

TEST_F(HttpReadsTest, AStateThatIsNotShownIsNotOnRecordAsShown) {
  talk();
  look("/v1/subjects/customer/kim", std::string(kForCare) + "If-None-Match: \"3\"\r\n");
  EXPECT_EQ(care.log_size(), 3u);
  look("/v1/subjects/customer/kim", std::string(kForCare) + "If-None-Match: \"2\"\r\n");
  EXPECT_EQ(care.log_size(), 4u);
}

TEST_F(HttpReadsTest, EventsOfASubjectComeInPages) {
  talk();
  const std::string path = "/v1/subjects/customer/kim/events";
  const HttpReply two = look(path + "?limit=2");
  EXPECT_THAT(
      two.body,
      AllOf(HasSubstr(R"("dangolversion":"1")"), HasSubstr(R"("dangolversion":"2")"),
            Not(HasSubstr(R"("dangolversion":"3")")), HasSubstr("\"next\":\"2\",\"more\":true}")));
  const HttpReply rest = look(path + "?after=2");
  EXPECT_THAT(rest.body,
              AllOf(Not(HasSubstr(R"("dangolversion":"2")")), HasSubstr(R"("dangolversion":"3")"),
                    HasSubstr("\"next\":\"3\",\"more\":false}")));
  EXPECT_THAT(look(path + "?after=3").body, StartsWith("{\"events\":[\n],\"next\":\"3\""));
  EXPECT_THAT(look(path + "?as-of=@1").body, Not(HasSubstr(R"("dangolversion":"2")")));
  EXPECT_THAT(look(path + "?type=message").body,
              AllOf(HasSubstr("message.exchanged"), Not(HasSubstr("contact."))));
  EXPECT_EQ(look(path + "?after=4").status, 410);
  EXPECT_EQ(look(path + "?after=x").status, 400);
  EXPECT_EQ(look(path + "?type=mess").status, 400);
  EXPECT_EQ(look("/v1/subjects/customer/lee/events").status, 404);
}

TEST_F(HttpReadsTest, EveryFigureIsListed) {
  const HttpReply all = look("/v1/figures");
  EXPECT_EQ(all.status, 200);
  EXPECT_THAT(all.body, AllOf(StartsWith("[\n{"), HasSubstr("waits.abandonment")));
}

TEST_F(HttpReadsTest, AFigureIsAskedAsByTheCommand) {
  const Desk kim("customer/kim");
  care.send(kim.call("e1"),
            kim.event("e2", "wait.started",
                      R"({"contactId":"c1","waitId":"w","waitKind":"queue","queue":"q"})"));
  const std::string path = "/v1/figures/waits.abandonment";
  EXPECT_THAT(look(path + "?by=queue&period=2016-07&zone=%2B09:00").body,
              AllOf(HasSubstr(R"("name":"waits.abandonment")"), HasSubstr(R"("by":"queue")"),
                    HasSubstr("2016-07-01T00:00:00+09:00")));
  const HttpReply rows = look(path, "Accept: text/csv\r\n");
  EXPECT_EQ(rows.headers.at("content-type"), "text/csv; charset=utf-8");
  EXPECT_THAT(rows.body, Not(HasSubstr("{")));
  EXPECT_EQ(look("/v1/figures/none.such").status, 404);
  EXPECT_EQ(look(path + "?by=nothing").status, 400);
  EXPECT_EQ(look(path + "?limit=10001").status, 400);
}

TEST_F(HttpReadsTest, WhoIsBehindAFigureIsShownForAPurposeOnly) {
  const Desk kim("customer/kim");
  care.send(kim.call("e1"),
            kim.event("e2", "wait.started",
                      R"({"contactId":"c1","waitId":"w","waitKind":"queue","queue":"q"})"));
  const std::string path = "/v1/figures/waits.abandonment?open=excluded";
  EXPECT_EQ(look(path).status, 403);
  EXPECT_EQ(care.log_size(), 2u);
  EXPECT_THAT(look(path, kForCare).body, HasSubstr("customer/kim"));
  EXPECT_EQ(care.log_size(), 3u);
}

TEST_F(HttpReadsTest, AuditorsReadWhoLooked) {
  talk();
  look("/v1/subjects/customer/kim", kForCare);
  EXPECT_THAT(look("/v1/access").body, AllOf(HasSubstr("personaldata.accessed"),
                                             Not(HasSubstr("ann")), HasSubstr("\"more\":false}")));
  EXPECT_THAT(look("/v1/access?subject=customer/kim", "Dangol-Purpose: access\r\n").body,
              AllOf(HasSubstr(R"("account":"ann")"), HasSubstr(R"("customerId":"kim")")));
  EXPECT_EQ(look("/v1/access?month=May").status, 400);
  EXPECT_EQ(look("/v1/access?after=1-2").status, 400);
}

}  // namespace
}  // namespace dangol::test
