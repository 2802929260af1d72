// What the officer does over HTTP: has people forgotten, and decides of what a law keeps of them.
#include "events/token_text.h"
#include "gateway/http/limits.h"
#include "tests/gateway/http_care.h"

namespace dangol::test {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kJson = "Content-Type: application/json\r\n";
const std::string kFor = std::string(kJson) + "Dangol-Purpose: identity\r\n";

class HttpOfficer : public HttpTest {
 protected:
  void SetUp() override {
    HttpTest::SetUp();
    const Desk kim("customer/kim");
    EXPECT_THAT(
        codes(care.send(kim.call("e1"), kim.said("e2", "care words"),
                        kim.event("e3", "complaint.raised",
                                  R"({"about":{"policy":"fees"},"words":"complaint words",)"
                                  R"("contactId":"c1","complaintId":"p1"})"),
                        kim.event("h1", "retention.held",
                                  R"({"holdId":"h1","purposes":["complaint"],"law":"decree 6",)"
                                  R"("until":"2999-01-01"})"))),
        Each(OutcomeCode::kRecorded));
    kim_ = to_hex(care.stream("customer/kim").view());
  }
  HttpReply erase(const std::string& body, const std::string& headers = kFor) {
    return ask(post("/v1/subjects/customer/kim/erasures", headers, body));
  }
  std::string events_of_kim() {
    return ask(get("/v1/subjects/customer/kim/events", "Dangol-Purpose: care\r\n")).body;
  }
  std::string kim_;
};

TEST_F(HttpOfficer, SaysWhatWouldBeErasedAndThenErases) {
  const HttpReply would = erase(R"({"reason":"requested","dryRun":true})");
  EXPECT_EQ(would.status, 200) << would.body;
  EXPECT_THAT(would.body, AllOf(HasSubstr(R"("done":false)"), HasSubstr(R"("law":"decree 6")")));
  EXPECT_THAT(events_of_kim(), HasSubstr("care words"));
  const HttpReply done = erase(R"({"reason":"requested","orderedBy":"ann"})");
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_THAT(done.body, AllOf(HasSubstr(R"("done":true)"), HasSubstr(R"("state":"fenced")")));
  EXPECT_THAT(events_of_kim(), Not(HasSubstr("care words")));
  EXPECT_EQ(erase(R"({"reason":"requested"})").status, 404);
}

TEST_F(HttpOfficer, ErasesTheWordsOfOneEvent) {
  const HttpReply done = erase(R"({"reason":"requested","events":["e2"]})");
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_THAT(done.body, HasSubstr(R"("state":"removed")"));
  EXPECT_THAT(events_of_kim(), Not(HasSubstr("care words")));
}

TEST_F(HttpOfficer, WhatIsAskedWronglyIsNamedAndNothingIsErased) {
  EXPECT_EQ(erase(R"({"reason":"requested"})", kJson).status, 400);
  EXPECT_EQ(erase(R"({"reason":"requested"})", "Content-Type: text/plain\r\n").status, 415);
  EXPECT_THAT(erase(R"({"reason":"requested","all":true})").body, HasSubstr("all: unknown"));
  EXPECT_THAT(erase(R"({"reason":7})").body, HasSubstr("reason: give a text"));
  EXPECT_THAT(erase(R"({"reason":"requested","events":"e2"})").body, HasSubstr("events: give"));
  EXPECT_THAT(erase(R"({"reason":"requested","dryRun":1})").body, HasSubstr("dryRun: give"));
  EXPECT_EQ(erase("[]").status, 400);
  EXPECT_EQ(erase("").status, 400);
  EXPECT_EQ(erase("\"" + std::string(kMaxSmallBodyBytes, 'a') + "\"").status, 400);
  EXPECT_EQ(erase("{}").status, 400);
  EXPECT_THAT(events_of_kim(), HasSubstr("care words"));
}

TEST_F(HttpOfficer, WhatALawKeepsIsListedOpenedAndReleased) {
  EXPECT_THAT(ask(get("/v1/holds")).body, HasSubstr(R"("holds":[)"));
  ASSERT_EQ(erase(R"({"reason":"requested"})").status, 200);
  const HttpReply sealed = ask(get("/v1/holds"));
  EXPECT_THAT(sealed.body, AllOf(HasSubstr(kim_), Not(HasSubstr("customer/kim"))));
  EXPECT_THAT(ask(get("/v1/holds", "Dangol-Purpose: complaint\r\n")).body,
              HasSubstr("customer/kim"));

  const std::string events = "/v1/holds/" + kim_ + "/events";
  EXPECT_EQ(ask(get(events)).status, 400);
  EXPECT_EQ(ask(get(events + "?after=7-x")).status, 400);
  const std::string why = "Dangol-Purpose: complaint\r\nDangol-Reason: court order 17\r\n";
  const HttpReply opened = ask(get(events, why));
  EXPECT_EQ(opened.status, 200) << opened.body;
  EXPECT_THAT(opened.body, AllOf(HasSubstr("complaint words"), Not(HasSubstr("care words"))));
  EXPECT_EQ(ask(get("/v1/holds/customer%2Flee/events", why)).status, 404);

  EXPECT_EQ(ask(post("/v1/holds/expirations", kJson, R"({"dryRun":true})")).body,
            "{\"holds\":[\n]}\n");
  EXPECT_EQ(ask(post("/v1/holds/expirations", kJson, "{}")).status, 200);
  EXPECT_THAT(ask(get("/v1/holds")).body, HasSubstr(kim_));
  const HttpReply released =
      ask(post("/v1/holds/" + kim_ + "/releases", kJson, R"({"reason":"settled"})"));
  EXPECT_EQ(released.status, 200) << released.body;
  EXPECT_THAT(released.body, HasSubstr(R"("kept":[])"));
  EXPECT_THAT(ask(get("/v1/holds")).body, Not(HasSubstr(kim_)));
}

}  // namespace
}  // namespace dangol::test
