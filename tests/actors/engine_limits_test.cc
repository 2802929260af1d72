// Sealing makes events larger: given a batch that fits as it is sent but no frame once it is sealed,
// then what does not fit is refused, and the engine goes on.
#include "events/limits.h"
#include "tests/support/care.h"

namespace dangol {
namespace {

using test::Care;
using test::codes;
using test::Desk;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using enum OutcomeCode;

class EngineLimitsTest : public testing::Test {
 protected:
  void SetUp() override {
    care.start();
    care.send(
        kim.call("call"),
        kim.event("joined", "agent.joined", R"({"contactId":"c1","agentId":"ann","role":"owner"})"),
        kim.said("said", "so many people asked about you"));
  }
  // Ann notes whom the person spoke of: each name is sealed by itself.
  SentEvent note(std::size_t n, std::size_t names) const {
    std::string mentions = R"("x")";
    for (std::size_t i = 1; i < names; ++i) mentions += R"(,"x")";
    const std::string id = "note" + std::to_string(n);
    return kim.event(id, "connection.noted",
                     R"({"noteId":")" + id +
                         R"(","sensitive":"none","noteKind":"care","evidenceEventId":"said",)"
                         R"("by":"ann","mentions":[)" +
                         mentions + "]}",
                     {{"actorkind", R"("staff")"}, {"actorid", R"("ann")"}});
  }

  const Desk kim{"customer/kim"};
  Care care;
};

TEST_F(EngineLimitsTest, WhatDoesNotFitAFrameOnceSealedIsRefusedAndTheRestIsRecorded) {
  std::vector<SentEvent> notes;
  for (std::size_t n = 0; n < 33; ++n) notes.push_back(note(n, kMaxListItems));

  const Outcomes outcomes = care.engine->append_and_wait(std::move(notes));

  EXPECT_EQ(outcomes.front().code, kRecorded) << outcomes.front().reason;
  EXPECT_EQ(outcomes.back().code, kRejected);
  EXPECT_THAT(outcomes.back().reason, HasSubstr("fewer"));
  EXPECT_THAT(care.engine->health().reason, IsEmpty());
  EXPECT_THAT(codes(care.send(note(32, 10))), ElementsAre(kRecorded)) << "by itself it fits";
}

}  // namespace
}  // namespace dangol
