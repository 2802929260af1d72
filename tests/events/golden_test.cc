// Old bytes stay readable. tests/golden/events-v1 holds, for every type, an event as JSON and the
// canonical bytes that it had when the type was added; both are compared in every run.
//
// To add one: write tests/golden/events-v1/<type>.json, one line in the form that Dangol writes,
// with every field of the type; run this test with DANGOL_ADD_GOLDEN=1, which writes the .hex files
// that are missing and never changes one that is there.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "events/cloudevents.h"
#include "events/schema_model.h"
#include "tests/support/hex.h"

namespace dangol {
namespace {

std::filesystem::path golden(const std::string& type, const char* extension) {
  return std::filesystem::path(DANGOL_SOURCE_DIR) / "tests/golden/events-v1" / (type + extension);
}

std::string first_line(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

class Golden : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    json_ = first_line(golden(GetParam(), ".json"));
    ASSERT_FALSE(json_.empty()) << "no " << golden(GetParam(), ".json");
    auto read = CloudEventsReader().read(json_);
    ASSERT_TRUE(read.ok()) << read.error().message;
    sent_ = std::move(read).value();
    const auto hex = golden(GetParam(), ".hex");
    if (std::getenv("DANGOL_ADD_GOLDEN") != nullptr && !std::filesystem::exists(hex)) {
      std::ofstream(hex) << to_hex(sent_.event.view()) << '\n';
    }
    hex_ = first_line(hex);
    ASSERT_FALSE(hex_.empty()) << "no " << hex;
  }
  std::string json_;
  std::string hex_;
  SentEvent sent_;
};

TEST_P(Golden, json_still_makes_the_same_bytes) { EXPECT_EQ(to_hex(sent_.event.view()), hex_); }

TEST_P(Golden, bytes_still_read_as_the_same_json) {
  auto text = write_cloudevent(MessageBytes(test::from_hex(hex_)), {.subject = sent_.subject});
  ASSERT_TRUE(text.ok()) << text.error().message;
  EXPECT_EQ(text.value(), json_);
}

TEST_P(Golden, json_has_every_field_of_the_type) {
  bool member_seen = false;
  bool has_members = false;
  for (const FieldModel& field : schema_model().find_type(GetParam())->data->fields) {
    const bool there = json_.find('"' + field.name + "\":") != std::string::npos;
    if (field.member >= 0) {
      has_members = true;
      member_seen = member_seen || there;
    } else {
      EXPECT_TRUE(there) << field.name;
    }
  }
  EXPECT_EQ(member_seen, has_members) << "one member of the union";
}

std::vector<std::string> type_names() {
  std::vector<std::string> names;
  for (const TypeModel& type : schema_model().types()) names.push_back(type.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Types, Golden, testing::ValuesIn(type_names()), [](const auto& info) {
  std::string name = info.param;
  name[name.find('.')] = '_';
  return name;
});

}  // namespace
}  // namespace dangol
