#include "events/json_check.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace dangol {
namespace {

using namespace std::string_literals;

std::string reason(const std::string& text, const JsonLimits& limits = {}) {
  JsonTape tape;
  Status done = tape.read(text, limits);
  if (done.ok()) return "accepted";
  EXPECT_EQ(done.error().code, ErrorCode::kRejected);
  EXPECT_EQ(tape.size(), 0U) << "nothing of a refused text may be read";
  return done.error().message;
}

TEST(JsonCheck, lays_out_values_in_order_with_their_extent) {
  JsonTape tape;
  ASSERT_TRUE(tape.read(R"( {"a":[1,"x"],"b":{"c":null}} )").ok());
  ASSERT_EQ(tape.size(), 9U);
  EXPECT_EQ(tape[0].members, 2U);
  EXPECT_EQ(tape[0].next, 9U);
  EXPECT_EQ(tape.raw(tape[1]), "a");
  EXPECT_EQ(tape[2].members, 2U);
  EXPECT_EQ(tape[2].next, 5U);
  EXPECT_EQ(tape.raw(tape[3]), "1");
  EXPECT_EQ(tape[8].kind, JsonKind::kNull);
}

TEST(JsonCheck, decodes_every_escape) {
  JsonTape tape;
  std::string scratch;
  ASSERT_TRUE(tape.read(R"("\"\\\/\b\f\n\r\t\u00e9\uac00\ud83d\ude00")").ok());
  EXPECT_EQ(tape.string(tape[0], scratch), "\"\\/\b\f\n\r\té가😀");
}

struct Refusal {
  const char* name;
  std::string text;
  const char* reason;  // part of the message
};

class JsonCheckRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(JsonCheckRefuses, with_the_path_and_the_reason) {
  EXPECT_THAT(reason(GetParam().text), testing::HasSubstr(GetParam().reason));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, JsonCheckRefuses,
    testing::Values(
        Refusal{"an_empty_text", "", "the JSON text is empty"},
        Refusal{"only_spaces", " \n", "the JSON text is empty"},
        Refusal{"a_byte_order_mark", "\xef\xbb\xbf{}", "begins with a byte order mark"},
        Refusal{"a_binary_text", "\x1f\x8b\x08"s, "the JSON text is not a JSON value"},
        Refusal{"a_truncated_object", R"({"data":{"a":1)",
                "data.a is not followed by a ',' or '}'"},
        Refusal{"a_truncated_value", R"({"data":)", "data ends too early"},
        Refusal{"a_truncated_string", R"({"data":"x)", "data is a string that does not end"},
        Refusal{"trailing_garbage", R"({"a":1} x)", "the JSON text has more behind its end"},
        Refusal{"a_second_value", R"({} {})", "the JSON text has more behind its end"},
        Refusal{"a_trailing_comma", R"({"a":1,})", "lacks a name in quotes"},
        Refusal{"a_missing_comma", R"([1 2])", "[0] is not followed by a ',' or ']'"},
        Refusal{"a_missing_colon", R"({"a" 1})", "a lacks a ':'"},
        Refusal{"a_bare_name", R"({a:1})", "lacks a name in quotes"},
        Refusal{"a_comment", R"({"a":1 /* no */})", "a is not followed by a ',' or '}'"},
        Refusal{"bad_utf8", "{\"data\":{\"text\":\"a\xff\"}}", "data.text is not valid UTF-8"},
        Refusal{"overlong_utf8", "[\"\xc0\xaf\"]", "[0] is not valid UTF-8"},
        Refusal{"a_surrogate_in_utf8", "[\"\xed\xa0\x80\"]", "[0] is not valid UTF-8"},
        Refusal{"a_code_point_too_high", "[\"\xf4\x90\x80\x80\"]", "[0] is not valid UTF-8"},
        Refusal{"cut_utf8", "[\"\xea\xb0\"]", "[0] is not valid UTF-8"},
        Refusal{"bad_utf8_in_a_name", "{\"\xff\":1}", "is not valid UTF-8"},
        Refusal{"a_lone_high_surrogate", R"({"a":"\ud800"})", "a contains a lone surrogate"},
        Refusal{"a_lone_low_surrogate", R"({"a":"\udc00x"})", "a contains a lone surrogate"},
        Refusal{"two_high_surrogates", R"({"a":"\ud800\ud800"})", "a contains a lone surrogate"},
        Refusal{"an_escaped_nul", R"({"a":"x\u0000"})", "a contains a NUL"},
        Refusal{"a_raw_nul", "[\"x\0\"]"s, "[0] contains a raw control character"},
        Refusal{"a_raw_line_feed", "[\"x\n\"]", "[0] contains a raw control character"},
        Refusal{"an_unknown_escape", R"(["\x41"])", "[0] contains an unknown escape"},
        Refusal{"a_short_unicode_escape", R"(["\u12"])", "[0] contains an unknown escape"},
        Refusal{"a_name_twice", R"({"data":{"x":1,"y":2,"x":3}})", "data.x is given twice"},
        Refusal{"an_escaped_name_twice", R"({"a":1,"\u0061":2})", "a is given twice"},
        Refusal{"an_integer_beyond_2_to_53", R"({"n":9007199254740993})", "n is a number beyond"},
        Refusal{"a_negative_one", R"({"n":-9007199254740993})", "n is a number beyond"},
        Refusal{"an_overflow", R"([1e400])", "[0] is a number beyond"},
        Refusal{"a_big_exponent", R"([1e17])", "[0] is a number beyond"},
        Refusal{"nan", R"({"n":NaN})", "n is not a JSON value"},
        Refusal{"infinity", R"({"n":-Infinity})", "n is not a number"},
        Refusal{"a_leading_zero", R"([007])", "[0] is a number with a leading zero"},
        Refusal{"a_leading_plus", R"([+1])", "[0] is not a JSON value"},
        Refusal{"a_bare_point", R"([1.])", "[0] is a number that ends in '.'"},
        Refusal{"an_empty_exponent", R"([1e])", "[0] is a number without its exponent"}),
    [](const auto& info) { return info.param.name; });

TEST(JsonCheck, accepts_the_largest_exact_integers) {
  EXPECT_EQ(reason("[9007199254740992,-9007199254740992,123456789012345]"), "accepted");
}

TEST(JsonCheck, counts_depth_to_the_limit_and_no_further) {
  auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(reason(nested(kMaxJsonDepth)), "accepted");
  EXPECT_THAT(reason(nested(kMaxJsonDepth + 1)),
              testing::HasSubstr("is nested deeper than 16 levels"));
  EXPECT_THAT(reason(std::string(100'000, '[')), testing::HasSubstr("deeper than"));
}

TEST(JsonCheck, counts_bytes_to_the_limit_and_no_further) {
  auto sized = [](std::size_t bytes) { return '"' + std::string(bytes - 2, 'x') + '"'; };
  EXPECT_EQ(reason(sized(kMaxEventJsonBytes)), "accepted");
  EXPECT_EQ(reason(sized(kMaxEventJsonBytes + 1)),
            "the JSON text has 1048577 bytes; at most 1048576 are allowed");
}

TEST(JsonCheck, finds_a_name_given_twice_among_many) {
  std::string text = "{";
  for (int i = 0; i < 5000; ++i) text += "\"n" + std::to_string(i) + "\":0,";
  EXPECT_EQ(reason(text + "\"other\":0}"), "accepted");
  EXPECT_THAT(reason(text + "\"n4321\":0}"), testing::HasSubstr("n4321 is given twice"));
}

TEST(JsonCheck, never_shows_a_value) {
  EXPECT_EQ(reason("{\"data\":{\"text\":\"secret words\xff\"}}").find("secret"), std::string::npos);
}

TEST(JsonCheck, shows_long_and_strange_names_short_and_plain) {
  const std::string message = reason("{\"" + std::string(500, 'n') + "\":x}");
  EXPECT_LT(message.size(), 200U);
  EXPECT_THAT(reason(R"({"a\nb":x})"), testing::HasSubstr("a?b is not a JSON value"));
}

}  // namespace
}  // namespace dangol
