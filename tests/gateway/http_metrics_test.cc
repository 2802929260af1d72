// Metrics in the text that Prometheus reads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/http/metrics.h"
#include "tests/gateway/http_care.h"

namespace dangol::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(PrometheusTextTest, AFamilyIsToldOnceAndLabelsAreEscaped) {
  PrometheusText text;
  text.family("a_total", "counter", "What it is.");
  text.sample({{"of", "quote \" and \\ and\nline"}}, 3);
  text.sample({}, 0.25);
  EXPECT_EQ(text.take(),
            "# HELP a_total What it is.\n# TYPE a_total counter\n"
            "a_total{of=\"quote \\\" and \\\\ and\\nline\"} 3\na_total 0.25\n");
}

TEST(HttpMetricsTest, RequestsAreCountedByRouteNeverByAddress) {
  HttpMetrics metrics;
  const Route& subject = *find_route(HttpMethod::kGet, {"v1", "subjects", "customer", "kim"}).route;
  metrics.connected();
  metrics.answered(&subject, 200, 900);
  metrics.answered(&subject, 200, 30'000'000);
  metrics.answered(nullptr, 404, 10);
  Outcomes outcomes(3);
  outcomes[0].code = OutcomeCode::kRecorded;
  outcomes[1].code = OutcomeCode::kRecorded;
  outcomes[1].irregular.push_back({1, "early"});
  outcomes[2].code = OutcomeCode::kStale;
  metrics.recorded(outcomes);
  PrometheusText text;
  metrics.write(text);
  const std::string told = text.take();
  constexpr const char* kSubject = R"(route="/v1/subjects/{kind}/{id}",method="GET")";
  EXPECT_THAT(told,
              AllOf(HasSubstr("dangol_http_connections 1\n"),
                    HasSubstr(std::string("dangol_http_requests_total{") + kSubject +
                              ",status=\"200\"} 2\n"),
                    HasSubstr("route=\"none\",method=\"\",status=\"404\"} 1\n"),
                    HasSubstr(std::string("seconds_bucket{") + kSubject + ",le=\"0.001\"} 1\n"),
                    HasSubstr(std::string("seconds_bucket{") + kSubject + ",le=\"10\"} 1\n"),
                    HasSubstr(std::string("seconds_bucket{") + kSubject + ",le=\"+Inf\"} 2\n"),
                    HasSubstr(std::string("seconds_count{") + kSubject + "} 2\n"),
                    HasSubstr("dangol_events_total{outcome=\"recorded\"} 2\n"),
                    HasSubstr("dangol_events_total{outcome=\"stale\"} 1\n"),
                    HasSubstr("dangol_events_irregular_total 1\n")));
  EXPECT_THAT(told, testing::Not(HasSubstr("kim")));
}

class HttpMetricsRoute : public HttpTest {};

TEST_F(HttpMetricsRoute, TellsWhatWasServedAndHowTheStoreFares) {
  ask(post("/v1/events", kStructured, started("e1")));
  ask(post("/v1/events", kStructured, "nonsense"));
  ask("GET /metrics HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n");
  const HttpReply told = ask(get("/metrics"));
  EXPECT_EQ(told.headers.at("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(told.body,
              AllOf(HasSubstr("route=\"/v1/events\",method=\"POST\",status=\"201\"} 1\n"),
                    HasSubstr("route=\"/v1/events\",method=\"POST\",status=\"400\"} 1\n"),
                    HasSubstr("dangol_events_total{outcome=\"recorded\"} 1\n"),
                    HasSubstr("dangol_http_refused_total{reason=\"no-token\"} 1\n"),
                    HasSubstr("dangol_log_records 1\n"), HasSubstr("dangol_serving 1\n"),
                    HasSubstr("process_resident_memory_bytes ")));
}

}  // namespace
}  // namespace dangol::test
