// Every event of every scene is well-formed, and comes back out as it went in.
#include <map>

#include <gtest/gtest.h>

#include "events/cloudevents.h"
#include "tests/support/scene.h"

namespace dangol {
namespace {

class SceneText : public testing::TestWithParam<test::Scene> {};

TEST_P(SceneText, EveryLineIsAWellFormedEventThatSurvivesARoundTrip) {
  CloudEventsReader reader;
  std::map<std::string, std::uint64_t> events_of;
  for (const std::string& line : GetParam().events) {
    auto sent = reader.read(line);
    ASSERT_TRUE(sent.ok()) << line << "\n" << sent.error().message;
    EXPECT_TRUE(sent.value().ignored.empty()) << line;
    ++events_of[sent.value().subject];
    WrittenWith with;
    with.subject = sent.value().subject;
    auto written = write_cloudevent(sent.value().event, with);
    ASSERT_TRUE(written.ok()) << line << "\n" << written.error().message;
    auto again = reader.read(written.value());
    ASSERT_TRUE(again.ok()) << written.value() << "\n" << again.error().message;
    EXPECT_EQ(again.value().event.view(), sent.value().event.view()) << line;
  }
  for (const auto& [subject, records] : GetParam().histories) {
    EXPECT_LE(records, events_of[subject]) << subject;
  }
  EXPECT_EQ(GetParam().histories.size(), events_of.size()) << "every stream's length is stated";
}

INSTANTIATE_TEST_SUITE_P(Scenes, SceneText, testing::ValuesIn(test::read_scenes()),
                         [](const auto& info) { return test::test_name_of(info.param); });

}  // namespace
}  // namespace dangol
