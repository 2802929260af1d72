// The whole log, by pages.
#include "tests/gateway/http_care.h"

namespace dangol::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class HttpEvents : public HttpTest {
 protected:
  void record(int from, int until) {
    std::vector<SentEvent> events;
    for (int i = from; i < until; ++i) {
      const std::string name = fmt::format("e{}", i);
      events.push_back(Desk("customer/kim").call(name, name));
    }
    care.engine->append_and_wait(std::move(events));
  }
  static std::string next_of(const HttpReply& page) {
    const std::string name = R"("next":")";
    const std::size_t begin = page.body.find(name) + name.size();
    return page.body.substr(begin, page.body.find('"', begin) - begin);
  }
  static std::size_t events_of(const HttpReply& page) {
    std::size_t events = 0, at = 0;
    while ((at = page.body.find(R"({"specversion":)", at)) != page.body.npos) ++events, ++at;
    return events;
  }
  HttpReply page(const std::string& query, const std::string& headers = "") const {
    return ask(get("/v1/events" + query, headers));
  }
};

TEST_F(HttpEvents, ComeInPagesThatFollowEachOther) {
  record(0, 5);
  std::string after, places;
  for (int pages = 0; pages < 3; ++pages) {
    const HttpReply got = page("?limit=2&kind=customer" + after);
    ASSERT_EQ(got.status, 200) << got.body;
    EXPECT_EQ(events_of(got), pages < 2 ? 2u : 1u);
    EXPECT_THAT(got.body, HasSubstr(fmt::format("\"more\":{}}}", pages < 2)));
    EXPECT_THAT(got.body, HasSubstr(fmt::format(R"("dangolposition":"0:{}")", 2 * pages)));
    EXPECT_EQ(
        got.headers.at("link"),
        fmt::format("</v1/events?after={}&limit=2&kind=customer>; rel=\"next\"", next_of(got)));
    after = "&after=" + next_of(got);
  }
  const HttpReply end = page("?kind=customer" + after);
  EXPECT_EQ(events_of(end), 0u);
  EXPECT_THAT(end.body, StartsWith("{\"events\":[\n]"));
  record(5, 6);
  EXPECT_THAT(page("?kind=customer" + after).body, HasSubstr(R"("dangolposition":"0:5")"));
}

TEST_F(HttpEvents, OfAnEmptyLogAreNone) {
  const HttpReply empty = page("");
  EXPECT_EQ(empty.body, "{\"events\":[\n],\"next\":\"0-0\",\"more\":false}\n");
  EXPECT_EQ(next_of(page("?after=end")), "0-0");
}

TEST_F(HttpEvents, AreClosedWithoutAPurposeAndOpenedOnRecord) {
  care.send(Desk("customer/kim").call("e1"), Desk("customer/kim").said("e2", "my words"));
  EXPECT_THAT(page("").body, AllOf(Not(HasSubstr("kim")), Not(HasSubstr("my words")),
                                   HasSubstr(R"("text":{"sealed":true})")));
  EXPECT_EQ(care.log_size(), 2u);
  EXPECT_THAT(page("", "Dangol-Purpose: care\r\n").body,
              AllOf(HasSubstr("customer/kim"), HasSubstr("my words")));
  EXPECT_EQ(care.log_size(), 3u);
}

TEST_F(HttpEvents, APageEndsWhereNobodySaysHowLongItIs) {
  record(0, kUsualPageEvents + 1);
  EXPECT_EQ(events_of(page("")), kUsualPageEvents);
}

TEST_F(HttpEvents, APageEndsBehindTheEventThatReachesItsBytes) {
  const std::string words(kEventPageBytes / 2, 'x');
  for (int i = 0; i < 4; ++i) care.send(Desk("customer/kim").said(fmt::format("e{}", i), words));
  EXPECT_EQ(events_of(page("", "Dangol-Purpose: care\r\n")), 2u);
}

TEST_F(HttpEvents, WhatIsAskedWronglyIsRefusedByName) {
  record(0, 1);
  const auto refused = [&](const std::string& query) {
    const HttpReply reply = page(query);
    EXPECT_EQ(reply.status, 400) << query;
    return reply.body;
  };
  EXPECT_THAT(refused("?limit=0"), HasSubstr("limit: give a number from 1 to 4096"));
  EXPECT_THAT(refused("?limit=4097"), HasSubstr("limit:"));
  EXPECT_THAT(refused("?limit=1&limit=2"), HasSubstr("limit is there twice"));
  EXPECT_THAT(refused("?page=2"), HasSubstr("there is no parameter page here"));
  EXPECT_THAT(refused("?after=yesterday"), HasSubstr("cursor"));
  EXPECT_EQ(page("?after=0-1-0000000000000000").status, 410);
}

}  // namespace
}  // namespace dangol::test
