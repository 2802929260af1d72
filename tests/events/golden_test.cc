// Old bytes stay readable. tests/golden/events-v1 (and -v2 ...) holds, for every type, an event as
// JSON and the canonical bytes that it had when it was added; both are compared in every run.
//
// To add one: write tests/golden/events-vN/<type>.json, one line in the form that Dangol writes, with
// every field of the type (N is the schemaVersion that brought the type or field); run this test with
// DANGOL_ADD_GOLDEN=1, which writes the .hex files that are missing and never changes one.
#include <algorithm>
#include <cctype>
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

std::string first_line(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

// Every golden event's path without extension: `events-v1/contact.started`.
std::vector<std::string> golden_events() {
  const std::filesystem::path root = std::filesystem::path(DANGOL_SOURCE_DIR) / "tests/golden";
  std::vector<std::string> events;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    const std::string path = entry.path().lexically_relative(root).string();
    if (path.starts_with("events-v") && path.ends_with(".json")) {
      events.push_back(path.substr(0, path.size() - 5));
    }
  }
  std::sort(events.begin(), events.end());
  return events;
}

std::filesystem::path golden(const std::string& event, const char* extension) {
  return std::filesystem::path(DANGOL_SOURCE_DIR) / "tests/golden" / (event + extension);
}

class Golden : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    json_ = first_line(golden(GetParam(), ".json"));
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

INSTANTIATE_TEST_SUITE_P(Events, Golden, testing::ValuesIn(golden_events()), [](const auto& info) {
  std::string name = info.param;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
  return name;
});

// All golden JSON of a type, of every version.
std::string texts_of(const std::string& type) {
  std::string texts;
  for (const std::string& event : golden_events()) {
    if (event.ends_with('/' + type)) texts += first_line(golden(event, ".json"));
  }
  return texts;
}

TEST(GoldenEvents, have_every_type_with_every_field) {
  for (const TypeModel& type : schema_model().types()) {
    const std::string texts = texts_of(type.name);
    EXPECT_FALSE(texts.empty()) << type.name;
    bool member_seen = false;
    bool has_members = false;
    for (const FieldModel& field : type.data->fields) {
      const bool there = texts.find('"' + field.name + "\":") != std::string::npos;
      if (field.member >= 0) {
        has_members = true;
        member_seen = member_seen || there;
      } else {
        EXPECT_TRUE(there) << type.name << '.' << field.name;
      }
    }
    EXPECT_EQ(member_seen, has_members) << type.name << ": one member of its union";
  }
}

}  // namespace
}  // namespace dangol
