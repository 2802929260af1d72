// First responses to what persons write.
#include <gtest/gtest.h>

#include "tests/support/desk.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

constexpr std::int64_t kMinute = 60'000'000;
const Desk kim("customer/kim");

Attributes at(const std::string& clock) { return {{"time", quoted("2016-07-27T" + clock + "Z")}}; }

SentEvent begins(const std::string& channel, const std::string& clock) {
  return kim.event("start", "contact.started",
                   R"({"contactId":"c1","channel":")" + channel + R"("})", at(clock));
}
SentEvent opens(const std::string& clock) {
  return kim.event("open", "issue.opened", R"({"issueId":"i1","contactId":"c1"})", at(clock));
}
SentEvent writes(const std::string& id, const std::string& author, const std::string& clock) {
  return kim.event(
      id, "message.exchanged",
      R"({"contactId":"c1","messageId":")" + id + R"(","authorKind":")" + author + R"("})",
      at(clock));
}

TEST(ResponseFigures, CountFromTheFirstUnansweredWordToTheFirstAnswer) {
  FigureStore store;
  store.append(together(begins("email", "09:00:00"), writes("m1", "customer", "09:00:00"),
                        writes("m2", "staff", "09:10:00"), writes("m3", "customer", "10:00:00"),
                        writes("m4", "customer", "10:30:00"), opens("11:00:00"),
                        writes("m5", "system", "11:01:00")));
  EXPECT_EQ(value_in(store.ask("responses.unanswered")), ratio(1, 1)) << "a machine is no answer";
  store.append(together(writes("m6", "staff", "11:20:00")));
  EXPECT_EQ(value_in(store.ask("responses.unanswered")), ratio(0, 1));
  EXPECT_EQ(value_in(store.ask("responses.median")), ratio(80 * kMinute, 1));
  EXPECT_EQ(value_in(store.ask("responses.over-a-day")), ratio(0, 1));
}

TEST(ResponseFigures, AnActionAnswersAndWhatIsSpokenIsNotWritten) {
  FigureStore store;
  store.append(together(
      begins("webBoard", "09:00:00"), opens("09:00:00"),
      kim.event("act", "action.taken",
                R"({"issueId":"i1","actionId":"a1","actionKind":"explained"})", at("09:05:00"))));
  EXPECT_EQ(value_in(store.ask("responses.median")), ratio(5 * kMinute, 1));
  FigureStore spoken;
  spoken.append(together(begins("phone", "09:00:00"), opens("09:00:00")));
  EXPECT_FALSE(value_in(spoken.ask("responses.unanswered")).has_value());
}

TEST(Scene, TheMakerOfTheVirtualMachineAnswersAfterFiveMinutes) {
  FigureStore store;
  store.append(read_scene(DANGOL_SOURCE_DIR "/tests/scenes/parallels.ndjson"));
  EXPECT_EQ(value_in(store.ask("responses.median")), ratio(5 * kMinute, 1));
}

}  // namespace
}  // namespace dangol::test
