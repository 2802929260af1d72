// What a check of an export refuses before it looks at any proof, and how it compares what is shown.
// tests/system/export_test.cc has whole exports.
#include "replay/bundle_check.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/bundle_list.h"
#include "replay/evidence_file.h"
#include "replay/shown_event.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {
namespace {

using testing::HasSubstr;

class BundleCheck : public testing::Test {
 protected:
  BundleCheck() {
    put("export.json", BundleList{{"customer/kim"}, {}}.text());
    put("words.jsonl", "");
    put("record.json", R"({"events":[]})");
  }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(dir_ / name, std::ios::binary) << text;
  }
  Error refusal(const BundleBounds& bounds = {}) const {
    auto checked = check_bundle(dir_.path(), {}, bounds);
    EXPECT_FALSE(checked.ok());
    return checked.error();
  }
  TempDir dir_;
};

TEST_F(BundleCheck, WhatIsOverItsBoundIsRefused) {
  BundleBounds bounds;
  bounds.list_bytes = 10;
  EXPECT_THAT(refusal(bounds).message, HasSubstr("export.json: "));
  bounds = {};
  bounds.record_bytes = 10;
  EXPECT_THAT(refusal(bounds).message, HasSubstr("record.json: "));
  bounds = {};
  bounds.line_bytes = 10;
  put("words.jsonl", "0123456789a\n");
  EXPECT_EQ(refusal(bounds).message, "words.jsonl: a line of the proof is too long");
  EXPECT_EQ(EvidenceLine::parse(std::string(kMaxEvidenceLineBytes + 1, ' ')).error().code,
            ErrorCode::kRejected);
}

TEST_F(BundleCheck, NamesTheFileThatIsMissingOrIsNone) {
  EXPECT_EQ(refusal().message, "1.history: cannot be read");
  put("record.json", "[]");
  EXPECT_EQ(refusal().message, "record.json: is no record of a person");
  put("record.json", R"({"events":[{"subject":"customer/kim"}]})");
  EXPECT_EQ(refusal().message, "record.json: an event has no version");
  put("words.jsonl", "{}\n");
  EXPECT_EQ(refusal().message,
            "words.jsonl: line 1: a line of words does not have all of its members");
  for (const char* wrong : {"", "[]", R"({"form":"dangol export v1","histories":[],"records":[]})",
                            R"({"form":"dangol export v2","histories":["a"],"records":[]})",
                            R"({"form":"dangol export v1","histories":[1],"records":[]})",
                            R"({"form":"dangol export v1","histories":["a"],"files":[]})"}) {
    put("export.json", wrong);
    EXPECT_EQ(refusal().message, "export.json: is no list of an export") << wrong;
  }
}

TEST(ShownEvents, AreComparedButForWhatAStrangerCannotKnow) {
  const auto other = [](const std::string& known, const std::string& shown) {
    JsonTape left, right;
    EXPECT_TRUE(left.read(known).ok() && right.read(shown).ok());
    return shown_otherwise(left, 0, right, 0, {"~ab"}).value_or("nowhere");
  };
  EXPECT_EQ(other(R"({"a":[1,"x"],"b":true})", R"({ "a" : [1,"x"], "b":true})"), "nowhere");
  EXPECT_EQ(other(R"({"id":"~ab"})", R"({"id":"contact 7"})"), "nowhere");
  EXPECT_EQ(other(R"({"id":"~cd"})", R"({"id":"contact 7"})"), "id")
      << "a fact that looks like one";
  EXPECT_EQ(other(R"({"id":"~ab"})", R"({"id":7})"), "id");
  EXPECT_EQ(other(R"({"w":{"sealed":true}})", R"({"w":{"erased":true}})"), "nowhere");
  EXPECT_EQ(other(R"({"w":{"sealed":true}})", R"({"w":"hello"})"), "w");
  EXPECT_EQ(other(R"({"w":"hello"})", R"({"w":{"sealed":true}})"), "w");
  EXPECT_EQ(other(R"({"d":{"l":[{"n":1},{"n":2}]}})", R"({"d":{"l":[{"n":1},{"n":3}]}})"),
            "d.l[1].n");
  EXPECT_EQ(other(R"({"d":{"l":[1,2]}})", R"({"d":{"l":[1]}})"), "d.l");
  EXPECT_EQ(other(R"({"a":1,"b":2})", R"({"a":1,"c":2})"), "");
}

}  // namespace
}  // namespace dangol::test
