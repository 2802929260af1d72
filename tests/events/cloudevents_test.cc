// The envelope: what is accepted, what is refused and how, and what comes out again.
#include "events/cloudevents.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/limits.h"
#include "tests/events/cloudevent_text.h"

namespace dangol {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<SentEvent> read(const CloudEventText& event, const CloudEventsOptions& options = {}) {
  return CloudEventsReader(options).read(event.text());
}

std::string reason(const CloudEventText& event) {
  auto result = read(event);
  if (result.ok()) return "accepted";
  EXPECT_EQ(result.error().code, ErrorCode::kRejected);
  return result.error().message;
}

std::string quoted(const std::string& text) { return '"' + text + '"'; }

TEST(CloudEvents, reads_the_envelope_and_what_stands_beside_the_event) {
  auto sent = read(CloudEventText()
                       .with("correlationid", quoted("k1"))
                       .with("causationid", quoted("k0"))
                       .with("expectedversion", quoted("18446744073709551615"))
                       .with("orderhint", "-7"));
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_EQ(sent.value().subject, "customer/42");
  EXPECT_EQ(sent.value().correlation_id, "k1");
  EXPECT_EQ(sent.value().causation_id, "k0");
  EXPECT_EQ(sent.value().expected_version, Version(18446744073709551615ULL));
  EXPECT_EQ(sent.value().order_hint, -7);
  EXPECT_TRUE(sent.value().ignored.empty());
}

TEST(CloudEvents, makes_equal_bytes_of_equal_events_whatever_stands_beside_them) {
  auto one = read(CloudEventText());
  auto other = read(CloudEventText()
                        .with("traceparent", quoted("00-1"))
                        .with("correlationid", quoted("k"))
                        .with("orderhint", quoted("3"))
                        .with("data", R"( { "channel" : "phone", "labels":[],
                                            "contactId" : "\u0063\u0031" } )"));
  ASSERT_TRUE(other.ok()) << other.error().message;
  EXPECT_EQ(one.value().event.view(), other.value().event.view());
}

TEST(CloudEvents, makes_different_bytes_of_every_difference_in_the_event) {
  const auto base = read(CloudEventText());
  for (auto [name, json] : std::vector<std::pair<std::string, std::string>>{
           {"id", quoted("e2")},
           {"source", quoted("/shop")},
           {"time", quoted("2016-07-27T02:07:00Z")},
           {"timeprecision", quoted("minute")},
           {"actorkind", quoted("staff")},
           {"purpose", quoted("care")},
           {"data", R"({"contactId":"c1","channel":"sms"})"}}) {
    auto changed = read(CloudEventText().with(name, json));
    ASSERT_TRUE(changed.ok()) << changed.error().message;
    EXPECT_NE(changed.value().event.view(), base.value().event.view()) << name;
  }
}

TEST(CloudEvents, drops_unknown_extensions_and_names_them) {
  auto sent = read(CloudEventText()
                       .with("traceparent", quoted("x"))
                       .with("partitionkey", "{}")
                       .with("recordedat", quoted("2016-07-27T11:07:00Z")));
  ASSERT_TRUE(sent.ok());
  EXPECT_THAT(sent.value().ignored, ElementsAre("partitionkey", "recordedat", "traceparent"));
}

TEST(CloudEvents, takes_an_attribute_that_is_null_for_one_that_is_absent) {
  EXPECT_EQ(reason(CloudEventText().with("actorid", "null")), "accepted");
  EXPECT_EQ(reason(CloudEventText().with("id", "null")), "id is missing");
}

TEST(CloudEvents, names_each_required_attribute_that_is_missing) {
  for (const char* name : {"specversion", "id", "source", "type", "subject", "time", "data"}) {
    EXPECT_EQ(reason(CloudEventText().without(name)), std::string(name) + " is missing");
  }
}

TEST(CloudEvents, accepts_a_type_with_the_prefix_that_is_agreed_on) {
  const CloudEventsOptions options{.type_prefix = "com.example."};
  auto with = read(CloudEventText().with("type", quoted("com.example.contact.started")), options);
  auto without = read(CloudEventText(), options);
  ASSERT_TRUE(with.ok()) << with.error().message;
  EXPECT_EQ(with.value().event.view(), without.value().event.view());
  EXPECT_THAT(write_cloudevent(with.value().event, {.type_prefix = "com.example."}).value(),
              HasSubstr(R"("type":"com.example.contact.started")"));
}

struct Refusal {
  const char* name;
  const char* attribute;
  std::string json;
  const char* reason;
};

class CloudEventsRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(CloudEventsRefuses, by_the_name_of_the_attribute) {
  const Refusal& refusal = GetParam();
  EXPECT_EQ(reason(CloudEventText().with(refusal.attribute, refusal.json)), refusal.reason);
}

INSTANTIATE_TEST_SUITE_P(
    Envelope, CloudEventsRefuses,
    testing::Values(
        Refusal{"another_specversion", "specversion", R"("0.3")",
                R"(specversion is not "1.0": "0.3")"},
        Refusal{"a_specversion_that_is_a_number", "specversion", "1.0", "specversion is not text"},
        Refusal{"base64_data", "data_base64", R"("AAAA")",
                "data_base64 is not accepted: send data as JSON"},
        Refusal{"another_content_type", "datacontenttype", R"("text/xml")",
                R"(datacontenttype is not application/json: "text/xml")"},
        Refusal{"an_unknown_type", "type", R"("contact.begun")",
                R"(type "contact.begun" is not known)"},
        Refusal{"the_unset_type", "type", R"("unset")", R"(type "unset" is not known)"},
        Refusal{"a_type_with_a_prefix_nobody_agreed_on", "type", R"("com.x.contact.started")",
                R"(type "com.x.contact.started" is not known)"},
        Refusal{"an_empty_id", "id", R"("")", "id is empty"},
        Refusal{"an_id_of_256_bytes", "id", quoted(std::string(256, 'i')),
                "id is longer than 255 bytes"},
        Refusal{"an_id_with_a_control_character", "id", R"("a\nb")",
                "id contains a control character"},
        Refusal{"an_id_that_is_a_number", "id", "7", "id is not text"},
        Refusal{"a_source_of_256_bytes", "source", quoted(std::string(256, 's')),
                "source is longer than 255 bytes"},
        Refusal{"a_source_with_a_space", "source", R"("the crm")",
                R"(source is not a URI reference: it contains a space: "the crm")"},
        Refusal{"an_empty_subject", "subject", R"("")", "subject is empty"},
        Refusal{"a_subject_of_256_bytes", "subject", quoted("customer/" + std::string(247, 'x')),
                "subject is longer than 255 bytes"},
        Refusal{"a_subject_without_a_kind", "subject", R"("kim@example.com")",
                "subject is not `kind/id`"},
        Refusal{"a_subject_without_an_id", "subject", R"("customer/")",
                "subject has no id after its kind"},
        Refusal{"a_subject_of_an_unknown_kind", "subject", R"("person/kim")",
                "subject does not begin with customer/, contact/, problem/, staff/, access/, "
                "policy/ or heads/"},
        Refusal{"a_subject_with_a_tab", "subject", R"("customer/a\tb")",
                "subject contains a control character"},
        Refusal{"the_year_0", "time", R"("0000-01-01T00:00:00Z")",
                R"(time is not in the years 1900 to 9998: "0000-01-01T00:00:00Z")"},
        Refusal{"the_year_9999", "time", R"("9999-12-31T23:59:59Z")",
                R"(time is not in the years 1900 to 9998: "9999-12-31T23:59:59Z")"},
        Refusal{"a_time_without_an_offset", "time", R"("2016-07-27T11:07:00")",
                R"(time lacks its offset from UTC: Z or +09:00: "2016-07-27T11:07:00")"},
        Refusal{"a_time_that_is_none", "time", R"("soon")",
                R"(time is not an RFC 3339 time: "soon")"},
        Refusal{"a_time_that_is_a_number", "time", "1469585220", "time is not text"},
        Refusal{"a_day_that_is_not_in_the_calendar", "time", R"("2015-02-29T00:00:00Z")",
                R"(time is not a day of the calendar: "2015-02-29T00:00:00Z")"},
        Refusal{"an_unknown_precision", "timeprecision", R"("hour")",
                R"(timeprecision is not day, minute, second or micro: "hour")"},
        Refusal{"a_time_more_precise_than_it_says", "timeprecision", R"("day")",
                R"(time is more precise than timeprecision says: "2016-07-27T11:07:00+09:00")"},
        Refusal{"an_unknown_actor_kind", "actorkind", R"("robot")",
                R"(actorkind is not a known value: "robot")"},
        Refusal{"an_actor_without_a_kind", "actorid", R"("kim")",
                "actorkind is missing: actorid cannot stand alone"},
        Refusal{"an_unknown_purpose", "purpose", R"("marketing")",
                R"(purpose is not a known value: "marketing")"},
        Refusal{"a_purpose_that_is_unset", "purpose", R"("unset")",
                R"(purpose is not a known value: "unset")"},
        Refusal{"an_order_that_is_no_integer", "orderhint", R"("first")",
                "orderhint is not an integer"},
        Refusal{"an_order_with_a_fraction", "orderhint", "1.5", "orderhint is not an integer"},
        Refusal{"a_version_that_is_a_number", "expectedversion", "3",
                "expectedversion is not text"},
        Refusal{"a_version_that_is_none", "expectedversion", R"("latest")",
                R"(expectedversion is not a version: "latest")"},
        Refusal{"an_attribute_in_capitals", "actorId", R"("kim")",
                "actorId cannot be an attribute: lower-case letters and digits only"},
        Refusal{"data_that_is_no_object", "data", R"("x")", "data is not an object"}),
    [](const auto& info) { return info.param.name; });

TEST(CloudEvents, refuses_a_text_that_is_no_event) {
  CloudEventsReader reader;
  for (const char* text : {"", "[]", "1", "null", "{}", "\x1f\x8b"}) {
    EXPECT_FALSE(reader.read(text).ok()) << text;
  }
}

TEST(CloudEvents, refuses_an_event_of_one_mebibyte_and_a_byte) {
  auto sized = [](std::size_t bytes) {
    CloudEventText event("message.exchanged",
                         R"({"contactId":"c","messageId":"m","authorKind":"customer","text":"@"})");
    std::string text = event.text();
    const std::size_t more = bytes - text.size();
    return text.replace(text.find('@'), 1, std::string(more + 1, 'x'));
  };
  CloudEventsReader reader;
  EXPECT_FALSE(reader.read(sized(kMaxEventJsonBytes + 1)).ok());
  EXPECT_TRUE(reader.read(sized(kMaxEventJsonBytes)).ok());
}

TEST(CloudEvents, never_shows_a_subject_or_an_id) {
  const std::string secret = "kim@example.com\\n" + std::string(300, 'x');
  EXPECT_EQ(reason(CloudEventText().with("subject", quoted(secret))).find("kim"),
            std::string::npos);
  EXPECT_EQ(reason(CloudEventText().with("id", quoted(secret))).find("kim"), std::string::npos);
}

TEST(CloudEventsBatch, gives_each_event_its_own_result) {
  CloudEventsReader reader;
  const std::string text = '[' + CloudEventText().text() + ',' +
                           CloudEventText().without("id").text() + ',' +
                           CloudEventText().with("id", quoted("e3")).text() + ']';
  auto batch = reader.read_batch(text);
  ASSERT_TRUE(batch.ok()) << batch.error().message;
  ASSERT_EQ(batch.value().size(), 3U);
  EXPECT_TRUE(batch.value()[0].ok());
  EXPECT_EQ(batch.value()[1].error().message, "[1].id is missing");
  EXPECT_TRUE(batch.value()[2].ok());
}

TEST(CloudEventsBatch, is_refused_whole_when_it_is_malformed_empty_or_too_long) {
  CloudEventsReader reader;
  EXPECT_EQ(reader.read_batch("{}").error().message, "the batch is not a JSON array");
  EXPECT_EQ(reader.read_batch("[]").error().message, "the batch is empty");
  EXPECT_THAT(reader.read_batch('[' + CloudEventText().text()).error().message,
              HasSubstr("is not followed by a ','"));
  std::string many = "[1";
  for (std::size_t i = 0; i < kMaxBatchEvents; ++i) many += ",1";
  EXPECT_EQ(reader.read_batch(many + ']').error().message,
            "the batch has 1001 events; at most 1000 are allowed");
}

TEST(CloudEvents, writes_what_the_log_added) {
  auto sent = read(CloudEventText());
  auto text = write_cloudevent(sent.value().event, {.subject = "customer/42",
                                                    .correlation_id = "k1",
                                                    .order_hint = 5,
                                                    .place = Place{PartitionId(0), Position(123)},
                                                    .version = Version(9),
                                                    .recorded_at = Micros(1469585220000001)});
  EXPECT_EQ(text.value(),
            R"({"specversion":"1.0","id":"e1","source":"/crm","type":"contact.started",)"
            R"("subject":"customer/42","time":"2016-07-27T11:07:00+09:00","correlationid":"k1",)"
            R"("orderhint":"5","dangolposition":"0:123","dangolversion":"9",)"
            R"("recordedat":"2016-07-27T02:07:00.000001Z",)"
            R"("data":{"contactId":"c1","channel":"phone"}})");
}

TEST(CloudEvents, reads_what_it_wrote_as_the_same_event) {
  auto sent = read(CloudEventText().with("timeprecision", quoted("minute")));
  auto text =
      write_cloudevent(sent.value().event, {.subject = "customer/42", .version = Version(1)});
  auto again = CloudEventsReader().read(text.value());
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again.value().event.view(), sent.value().event.view());
  EXPECT_THAT(again.value().ignored, ElementsAre("dangolversion"));
}

TEST(CloudEvents, refuses_to_write_bytes_that_are_no_event) {
  EXPECT_EQ(write_cloudevent(MessageBytes(), {}).error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(write_cloudevent(MessageBytes(std::string(64, '\xff')), {}).error().code,
            ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace dangol
