// The data of an event: every rule on fields, and what an error shows of them.
#include <string>

#include <capnp/message.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/cloudevents.h"
#include "events/cloudevents_capnp.h"
#include "events/field_plan_capnp.h"
#include "events/limits.h"
#include "tests/events/cloudevent_text.h"

namespace dangol {
namespace {

using testing::HasSubstr;

std::string reason(const std::string& type, const std::string& data) {
  auto result = CloudEventsReader().read(CloudEventText(type, data).text());
  return result.ok() ? "accepted" : result.error().message;
}

struct Refusal {
  const char* name;
  const char* type;
  std::string data;
  const char* reason;
};

class DataRefused : public testing::TestWithParam<Refusal> {};

TEST_P(DataRefused, by_the_path_of_the_field) {
  EXPECT_EQ(reason(GetParam().type, GetParam().data), GetParam().reason);
}

const std::string kLong256(256, 'x');

INSTANTIATE_TEST_SUITE_P(
    Fields, DataRefused,
    testing::Values(
        Refusal{"an_unknown_field", "contact.started",
                R"({"contactId":"c","channel":"phone","chanel":"phone"})",
                "data.chanel is not a field of ContactStarted"},
        Refusal{"an_unknown_field_of_a_nested_struct", "refund.paid",
                R"({"amount":{"minor":"1","currency":"KRW","tax":"1"}})",
                "data.amount.tax is not a field of Money"},
        Refusal{"the_unset_member_of_a_union", "praise.given", R"({"about":{"unset":null}})",
                "data.about.unset is not a field of About"},
        Refusal{"a_missing_id", "contact.started", R"({"channel":"phone"})",
                "data.contactId is missing"},
        Refusal{"a_missing_enum", "contact.started", R"({"contactId":"c"})",
                "data.channel is missing"},
        Refusal{"a_missing_struct", "issue.handedoff", R"({"issueId":"i","to":{"team":"a"}})",
                "data.from is missing"},
        Refusal{"a_struct_that_says_nothing", "issue.handedoff",
                R"({"issueId":"i","from":{},"to":{"team":"a"}})", "data.from says nothing"},
        Refusal{"a_missing_time", "promise.made", R"({"promiseId":"p","promiseKind":"callback"})",
                "data.windowEnd is missing"},
        Refusal{"missing_words", "customer.named", R"({"by":"kim"})", "data.calledName is missing"},
        Refusal{"a_missing_answer", "subjectrequest.decided",
                R"({"requestId":"r","outcome":"granted"})", "data.identityChecked is missing"},
        Refusal{
            "a_missing_field_in_a_list", "contact.started",
            R"({"contactId":"c","channel":"phone","labels":[{"name":"a","value":"b"},{"name":"c"}]})",
            "data.labels[1].value is missing"},
        Refusal{"two_members_of_a_union", "issue.opened",
                R"({"issueId":"i","owner":{"team":"a","agent":"b"}})",
                "data.owner.agent is given beside another of which only one may be"},
        Refusal{"an_unknown_enum_value", "contact.started",
                R"({"contactId":"c","channel":"pigeon"})",
                R"(data.channel is not a known value: "pigeon")"},
        Refusal{"an_enum_value_that_is_unset", "contact.started",
                R"({"contactId":"c","channel":"unset"})",
                R"(data.channel is not a known value: "unset")"},
        Refusal{"an_enum_value_as_a_number", "contact.started", R"({"contactId":"c","channel":1})",
                "data.channel is not text"},
        Refusal{"a_long_value_cut", "contact.started",
                R"({"contactId":"c","channel":"abcdefghijklmnopqrstuvwxyz0123456789"})",
                R"(data.channel is not a known value: "abcdefghijklmnopqrstuvwxyz012345...")"},
        Refusal{"a_yes_or_no_as_text", "wait.eased",
                R"({"waitId":"w","with":"humour","chosenByCustomer":"yes"})",
                "data.chosenByCustomer is not true or false"},
        Refusal{"a_number_as_text", "survey.answered",
                R"({"surveyId":"s","questionId":"q","score":"9"})", "data.score is not a number"},
        Refusal{"a_number_with_a_fraction", "survey.answered",
                R"({"surveyId":"s","questionId":"q","score":9.5})",
                R"(data.score is not a whole number of 16 bits: "9.5")"},
        Refusal{"a_number_too_large", "survey.answered",
                R"({"surveyId":"s","questionId":"q","score":32768})",
                R"(data.score is not a whole number of 16 bits: "32768")"},
        Refusal{"a_number_too_small", "survey.answered",
                R"({"surveyId":"s","questionId":"q","score":-32769})",
                R"(data.score is not a whole number of 16 bits: "-32769")"},
        Refusal{"a_negative_count", "wordofmouth.reported",
                R"({"direction":"told","peopleCount":-1})",
                R"(data.peopleCount is not a whole number from 0 of 32 bits: "-1")"},
        Refusal{"a_64_bit_value_as_a_number", "refund.paid",
                R"({"amount":{"minor":100,"currency":"KRW"}})",
                "data.amount.minor must be text: it has 64 bits"},
        Refusal{"a_64_bit_value_too_large", "refund.paid",
                R"({"amount":{"minor":"9223372036854775808","currency":"KRW"}})",
                R"(data.amount.minor is not a whole number of 64 bits: "9223372036854775808")"},
        Refusal{"money_with_a_point", "refund.paid",
                R"({"amount":{"minor":"1.50","currency":"KRW"}})",
                R"(data.amount.minor is not a whole number of 64 bits: "1.50")"},
        Refusal{"a_currency_that_is_none", "refund.paid",
                R"({"amount":{"minor":"1","currency":"won"}})",
                R"(data.amount.currency is not three capital letters of ISO 4217: "won")"},
        Refusal{"too_many_decimals", "order.placed", R"({"orderId":"o","priceDigits":7})",
                R"(data.priceDigits is not from 0 to 6: "7")"},
        Refusal{"a_label_name_with_a_space", "contact.started",
                R"({"contactId":"c","channel":"phone","labels":[{"name":"my state","value":"b"}]})",
                "data.labels[0].name is not a lower-case letter, then letters and digits, at most "
                "32: \"my state\""},
        Refusal{"a_month_that_is_none", "accessrecords.reviewed",
                R"({"month":"2026-13","reviewer":"kim"})",
                R"(data.month is not a month like 2026-11: "2026-13")"},
        Refusal{"a_hash_with_bits_to_spare", "heads.recorded",
                R"({"size":"1","streams":"1","format":1,)"
                R"("root":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV="})",
                "data.root is not 32 bytes in base64: \"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NM...\""},
        Refusal{"a_hash_too_short", "heads.recorded",
                R"({"size":"1","streams":"1","format":1,"root":"47DEQpj8"})",
                R"(data.root is not 32 bytes in base64: "47DEQpj8")"},
        Refusal{"an_empty_fact", "contact.started",
                R"({"contactId":"c","channel":"phone","via":""})",
                "data.via is empty: leave it out"},
        Refusal{"an_empty_id", "contact.started", R"({"contactId":"","channel":"phone"})",
                "data.contactId is empty: leave it out"},
        Refusal{"empty_words", "customer.named", R"({"calledName":""})",
                "data.calledName is empty: leave it out"},
        Refusal{"an_id_of_256_bytes", "contact.started",
                R"({"channel":"phone","contactId":")" + kLong256 + "\"}",
                "data.contactId is longer than 255 bytes"},
        Refusal{"a_fact_of_256_bytes", "contact.started",
                R"({"contactId":"c","channel":"phone","via":")" + kLong256 + "\"}",
                "data.via is longer than 255 bytes: \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\""},
        Refusal{"a_fact_with_a_control_character", "contact.started",
                R"({"contactId":"c","channel":"phone","via":"a\u0007b"})",
                R"(data.via contains a control character: "a?b")"},
        Refusal{"a_null", "contact.started", R"({"contactId":"c","channel":"phone","via":null})",
                "data.via is not text"},
        Refusal{"a_subject_that_is_none", "customers.merged",
                R"({"survivor":"kim","absorbed":"customer/2","evidence":"customerSaid"})",
                "data.survivor is not `kind/id`"},
        Refusal{"a_time_that_is_none", "promise.made",
                R"({"promiseId":"p","promiseKind":"callback","windowEnd":"14:30"})",
                R"(data.windowEnd is not an RFC 3339 time: "14:30")"},
        Refusal{"a_time_in_the_year_9999", "promise.made",
                R"({"promiseId":"p","promiseKind":"callback","windowEnd":"9999-12-31"})",
                R"(data.windowEnd is not in the years 1900 to 9998: "9999-12-31")"},
        Refusal{"a_list_that_is_none", "resolution.proposed",
                R"({"issueId":"i","resolutionId":"r","actionIds":"a"})",
                "data.actionIds is not a list"},
        Refusal{"an_id_in_a_list_that_is_empty", "resolution.proposed",
                R"({"issueId":"i","resolutionId":"r","actionIds":["a",""]})",
                "data.actionIds[1] is empty: leave it out"},
        Refusal{"erased_words_as_input", "message.exchanged",
                R"({"contactId":"c","messageId":"m","authorKind":"staff","text":{"erased":true}})",
                "data.text must be text; {\"erased\": true} is only ever written by Dangol"},
        Refusal{"words_that_are_a_number", "message.exchanged",
                R"({"contactId":"c","messageId":"m","authorKind":"staff","text":7})",
                "data.text is not text"}),
    [](const auto& info) { return info.param.name; });

TEST(Data, refuses_a_list_of_more_than_ten_thousand_items) {
  auto ids = [](std::size_t count) {
    std::string list = R"({"issueId":"i","resolutionId":"r","actionIds":["a")";
    for (std::size_t i = 1; i < count; ++i) list += R"(,"a")";
    return list + "]}";
  };
  EXPECT_EQ(reason("resolution.proposed", ids(kMaxListItems)), "accepted");
  EXPECT_EQ(reason("resolution.proposed", ids(kMaxListItems + 1)),
            "data.actionIds has 10001 items; at most 10000 are allowed");
}

TEST(Data, never_shows_a_private_word_or_an_id_in_an_error) {
  for (const auto& [type, data] : std::vector<std::pair<std::string, std::string>>{
           {"message.exchanged",
            R"({"contactId":"secret","messageId":"secret","authorKind":"x","text":"secret"})"},
           {"message.exchanged",
            R"({"contactId":"secret\n","messageId":"m","authorKind":"staff","text":"secret"})"},
           {"message.exchanged",
            R"({"contactId":"c","messageId":"m","authorKind":"staff","text":["secret"]})"},
           {"contact.attributed", R"({"contactId":"c","to":"secret","reason":"personLearnt"})"}}) {
    const std::string message = reason(type, data);
    EXPECT_NE(message, "accepted");
    EXPECT_THAT(message, testing::Not(HasSubstr("secret"))) << message;
  }
}

TEST(Data, keeps_words_as_they_were_given_line_feeds_and_all) {
  const std::string words = R"("첫 줄\n\t둘째 줄 \ud83d\ude00 \"인용\" \u0001")";
  auto sent = CloudEventsReader().read(
      CloudEventText("customer.named", R"({"calledName":)" + words + "}").text());
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  EXPECT_THAT(write_cloudevent(sent.value().event, {}).value(),
              HasSubstr(R"("calledName":"첫 줄\n\t둘째 줄 😀 \"인용\" \u0001")"));
}

TEST(Data, tells_a_score_of_zero_from_no_score) {
  auto written = [](const char* data) {
    auto sent = CloudEventsReader().read(CloudEventText("survey.answered", data).text());
    return write_cloudevent(sent.value().event, {}).value();
  };
  EXPECT_THAT(written(R"({"surveyId":"s","questionId":"q","score":0})"), HasSubstr(R"("score":0)"));
  EXPECT_THAT(written(R"({"surveyId":"s","questionId":"q"})"), testing::Not(HasSubstr("score")));
}

TEST(Data, tells_no_from_not_said) {
  auto written = [](const char* data) {
    auto sent = CloudEventsReader().read(CloudEventText("issue.deflected", data).text());
    return write_cloudevent(sent.value().event, {}).value();
  };
  EXPECT_THAT(written(R"({"issueId":"i","to":"otherCompany","introduced":false})"),
              HasSubstr(R"("introduced":false)"));
  EXPECT_THAT(written(R"({"issueId":"i","to":"otherCompany"})"),
              testing::Not(HasSubstr("introduced")));
}

// Marks words as they stand in a record, and gives tokens bytes that are no text.
struct Sealer : FieldVisitor {
  explicit Sealer(bool erases) : erase(erases) {}
  Status token(std::uint32_t, TokenScope, TokenSlot& slot) override {
    slot.set("0123456789abcdef and more");
    return Done{};
  }
  Status words(std::uint32_t, Purpose, PrivateSlot& slot) override {
    if (erase) {
      slot.set_erased();
    } else {
      slot.set_sealed(0);
    }
    return Done{};
  }
  bool erase;
};

std::string written_after(bool erase) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<schema::Event>();
  event.initTime().setPrecision(schema::TimePrecision::SECOND);
  event.getData().initCustomerNamed().getCalledName().setClear("김갑수");
  event.getData().getCustomerNamed().setBy(capnp::Data::Reader(kj::StringPtr("kim").asBytes()));
  Sealer sealer(erase);
  EXPECT_TRUE(visit_fields(event, sealer).ok());
  return write_cloudevent(event.asReader(), {.tokens = WrittenWith::Tokens::kSealed}).value();
}

TEST(Data, is_written_without_the_words_and_ids_that_were_not_opened) {
  EXPECT_THAT(written_after(false),
              HasSubstr(R"("data":{"calledName":{"sealed":true},)"
                        R"("by":"sealed:30313233343536373839616263646566"})"));
}

TEST(Data, says_that_words_are_erased) {
  EXPECT_THAT(written_after(true), HasSubstr(R"("calledName":{"erased":true})"));
}

}  // namespace
}  // namespace dangol
