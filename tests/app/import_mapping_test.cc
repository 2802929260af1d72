// Mappings that cannot be loaded say where and why, and nothing is imported.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/import/mapping.h"

namespace dangol::importing {
namespace {

using ::testing::HasSubstr;

// Lines 1 to 13; what a test adds begins on line 14.
constexpr std::string_view kStart = R"(name = "test"
source = "urn:test"
format = "csv"
[columns]
use = ["a", "b"]
drop = { ser_time = "people are not timed" }
[times.day]
text = "{a}"
format = "%Y-%m-%d"
zone = "Z"
precision = "day"

#
)";
constexpr std::string_view kEvent = R"(
[[event]]
type = "contact.ended"
id = "{a}"
subject = "customer/{a}"
time = "day"
data = { contactId = "{a}" }
)";

std::string load(const std::string& toml) {
  const auto mapping = Mapping::parse(toml, "m.toml");
  if (mapping.ok()) return "loaded";
  EXPECT_EQ(mapping.error().code, ErrorCode::kRejected);
  return mapping.error().message;
}

std::string with(std::string_view more) {
  return load(std::string(kStart) + std::string(more) + std::string(kEvent));
}

std::string with_event(std::string_view event) {
  return load(std::string(kStart) + "[[event]]\n" + std::string(event));
}

TEST(AMapping, ThatIsWholeLoads) { EXPECT_EQ(with(""), "loaded"); }

TEST(AMapping, ThatIsNoTomlIsRefusedWithItsLine) {
  EXPECT_THAT(load("name = \"x\"\nsource = \n"), HasSubstr("m.toml: line 2: "));
  for (const char* broken :
       {"[.x]\n", "[x.]\n", "a = ]\n", "a = \n", ".a = 1\n", "[", "a", "\"", "[[x]"}) {
    EXPECT_THAT(load(broken), HasSubstr("m.toml: line 1: ")) << broken;
  }
  EXPECT_THAT(load("a = 1.5\n"), HasSubstr("line 1: a float, a date or a time has no use here"));
}

TEST(AMapping, WithAnUnknownKeyIsRefusedWithItsLine) {
  EXPECT_EQ(with("[columms]\nuse = []\n"), "m.toml: line 14: unknown key 'columms'");
  EXPECT_THAT(with_event("typ = \"x\"\n"), HasSubstr("unknown key 'typ'"));
}

TEST(AMapping, WithAnUnknownColumnIsRefusedWithItsLine) {
  EXPECT_EQ(with("[derive]\nx = \"lower(zz)\"\n"),
            "m.toml: line 15: 'lower(zz)': unknown column 'zz'");
  EXPECT_THAT(
      with_event("type = \"x\"\nid = \"{zz}\"\nsubject = \"s\"\ntime = \"day\"\ndata = {}\n"),
      HasSubstr("line 16: 'zz': unknown column 'zz'"));
}

TEST(AMapping, WithAnUnknownFunctionIsRefusedWithItsLine) {
  EXPECT_EQ(with("[derive]\n\nx = \"eval(a)\"\n"),
            "m.toml: line 16: 'eval(a)': unknown function 'eval'");
}

TEST(AMapping, UsesNoDroppedColumn) {
  EXPECT_EQ(with("[derive]\nx = \"ser_time\"\n"),
            "m.toml: line 15: 'ser_time': column 'ser_time' is dropped (people are not timed)");
}

TEST(AMapping, SaysWhyAColumnIsDropped) {
  EXPECT_THAT(load("name=\"x\"\nsource=\"y\"\nformat=\"csv\"\n[columns.drop]\nz = \"\"\n"),
              HasSubstr("line 5: say in a text why column 'z' is dropped"));
}

TEST(AMapping, DerivesFromWhatStandsAboveOnly) {
  EXPECT_EQ(with("[derive]\nx = \"a\"\ny = \"x\"\n"), "loaded");
  EXPECT_THAT(with("[derive]\ny = \"x\"\nx = \"a\"\n"), HasSubstr("unknown column 'x'"));
}

TEST(AMapping, ComparesRowsOnlyWithAKey) {
  EXPECT_THAT(with("where = \"x\"\n"), HasSubstr("line "));
  EXPECT_THAT(with("[derive]\nx = \"previous(a)\"\n"), HasSubstr("needs [rows] key"));
  EXPECT_EQ(with("[derive]\nx = \"previous(a)\"\n[rows]\nkey = [\"b\"]\n"), "loaded");
}

TEST(AMapping, EventsNeedAnIdASubjectATimeAndData) {
  const std::string whole =
      "type = \"x\"\nid = \"{a}\"\nsubject = \"s\"\ntime = \"day\"\ndata = {}\n";
  EXPECT_EQ(with_event(whole), "loaded");
  for (const char* key : {"id", "subject", "time", "data", "type"}) {
    std::string less = whole;
    const auto start = less.find(std::string(key) + " =");
    less.erase(start, less.find('\n', start) - start);
    EXPECT_THAT(with_event(less), HasSubstr(key)) << less;
  }
}

TEST(AMapping, KnowsItsTimesZonesAndPrecisions) {
  const std::string head = "[times.t]\ntext = \"{a}\"\n";
  EXPECT_THAT(with(head + "format = \"%H\"\nzone = \"Z\"\nprecision = \"day\"\n"),
              HasSubstr("line 16: time format '%H' lacks"));
  EXPECT_THAT(with(head + "format = \"%Y%m%d\"\nzone = \"Mars/Base\"\nprecision = \"day\"\n"),
              HasSubstr("line 17: zone 'Mars/Base'"));
  EXPECT_THAT(with(head + "format = \"%Y%m%d\"\nzone = \"Z\"\nprecision = \"hour\"\n"),
              HasSubstr("line 18: precision is"));
  EXPECT_THAT(with(head + "format = \"%Y%m%d\"\nzone = \"Z\"\nprecision = \"day\"\n"
                          "not_before = \"later\"\n"),
              HasSubstr("line 19: no time 'later' stands above"));
}

TEST(AMapping, GroupsNeedAKeyAndListsOfRowsAGroup) {
  EXPECT_THAT(with_event("type = \"x\"\nper = \"group\"\n"), HasSubstr("needs [rows] key"));
  EXPECT_THAT(with_event("type = \"x\"\nid = \"i\"\nsubject = \"s\"\ntime = \"day\"\n"
                         "data = { lines = { _each = \"row\", item = \"{a}\" } }\n"),
              HasSubstr("_each needs an event with per = \"group\""));
}

TEST(AMapping, ThatCannotBeReadIsRefused) {
  const auto mapping = Mapping::load("/nonexistent/mapping.toml");
  ASSERT_FALSE(mapping.ok());
  EXPECT_THAT(mapping.error().message, HasSubstr("cannot be read"));
}

TEST(AMapping, OfThoseThatShipLoads) {
  for (const auto& entry : std::filesystem::directory_iterator(DANGOL_SOURCE_DIR "/mappings")) {
    if (entry.path().extension() != ".toml") continue;
    const auto mapping = Mapping::load(entry.path().string());
    EXPECT_TRUE(mapping.ok()) << (mapping.ok() ? "" : mapping.error().message);
  }
}

}  // namespace
}  // namespace dangol::importing
