// What the program says about outcomes.
#include "app/outcome_tally.h"

#include <gtest/gtest.h>

#include "app/exit_code.h"
#include "events/json_check.h"

namespace dangol::test {
namespace {

Outcome outcome(OutcomeCode code, std::string reason = "") {
  Outcome made;
  made.code = code;
  made.reason = std::move(reason);
  return made;
}

Outcome irregular() {
  Outcome made = outcome(OutcomeCode::kRecorded);
  made.place = Place{PartitionId(0), Position(12)};
  made.version = Version(3);
  made.irregular = {{5, "an issue \"x\" that nobody opened"}, {9, "two\nlines"}};
  return made;
}

bool is_json(const std::string& text) { return JsonTape().read(text).ok(); }

TEST(OutcomeTally, OfNothingIsSuccess) {
  const OutcomeTally tally;
  EXPECT_EQ(tally.total(), 0U);
  EXPECT_EQ(tally.text(), "0 recorded");
  EXPECT_EQ(tally.exit_code(), ExitCode::kOk);
}

TEST(OutcomeTally, CountsEachOutcomeByName) {
  OutcomeTally tally;
  tally.add(irregular());
  tally.add(outcome(OutcomeCode::kRecorded));
  tally.add(outcome(OutcomeCode::kDuplicate));
  tally.add(outcome(OutcomeCode::kStale));
  EXPECT_EQ(tally.text(), "2 recorded (1 irregular), 1 duplicate, 1 stale");
  EXPECT_EQ(tally.json(), R"({"recorded":2,"duplicate":1,"conflict":0,"stale":1,"rejected":0,)"
                          R"("unavailable":0,"unknown":0,"irregular":1})");
  EXPECT_EQ(tally.total(), 4U);
  EXPECT_EQ(tally.irregular(), 1U);
  EXPECT_EQ(tally.of(OutcomeCode::kRecorded), 2U);
}

TEST(OutcomeTally, GivesTheExitStatusOfTheWorstOutcome) {
  OutcomeTally tally;
  tally.add(outcome(OutcomeCode::kRecorded));
  tally.add(outcome(OutcomeCode::kDuplicate));
  EXPECT_EQ(tally.exit_code(), ExitCode::kOk);
  tally.add(outcome(OutcomeCode::kConflict));
  EXPECT_EQ(tally.exit_code(), ExitCode::kData);
  tally.add(outcome(OutcomeCode::kUnknown));
  tally.add(outcome(OutcomeCode::kRecorded));
  EXPECT_EQ(tally.exit_code(), ExitCode::kTryLater);
}

TEST(AnOutcome, IsOneLineOfTextAndOneMoreForEachIrregularity) {
  EXPECT_EQ(outcome_text(7, outcome(OutcomeCode::kRejected, "subject is missing")),
            "7: rejected - subject is missing");
  EXPECT_EQ(outcome_text(8, irregular()),
            "8: recorded 0:12 @3\n"
            "   irregular (5): an issue \"x\" that nobody opened\n"
            "   irregular (9): two\nlines");
}

TEST(AnOutcome, IsOneLineOfJson) {
  const std::string json = outcome_json(8, irregular());
  EXPECT_TRUE(is_json(json)) << json;
  EXPECT_EQ(json, R"({"line":8,"outcome":"recorded","place":"0:12","version":"3","irregular":[)"
                  R"({"invariant":5,"reason":"an issue \"x\" that nobody opened"},)"
                  R"({"invariant":9,"reason":"two\nlines"}]})");
  const std::string refused = outcome_json(1, outcome(OutcomeCode::kRejected, "a \x01 \\ tab\t"));
  EXPECT_TRUE(is_json(refused)) << refused;
  EXPECT_EQ(outcome_json(1, outcome(OutcomeCode::kRejected, "caf\xe9: \xeb\x8b absent")),
            "{\"line\":1,\"outcome\":\"rejected\","
            "\"reason\":\"caf\ufffd: \ufffd\ufffd absent\"}");
}

TEST(ExitStatus, TellsTheCallerWhatToDoNext) {
  EXPECT_EQ(exit_code(ErrorCode::kNotFound), ExitCode::kNoInput);
  EXPECT_EQ(exit_code(ErrorCode::kConflict), ExitCode::kData);
  EXPECT_EQ(exit_code(ErrorCode::kRejected), ExitCode::kData);
  EXPECT_EQ(exit_code(ErrorCode::kOverloaded), ExitCode::kTryLater);
  EXPECT_EQ(exit_code(ErrorCode::kUnavailable), ExitCode::kUnavailable);
  EXPECT_EQ(exit_code(ErrorCode::kCorrupt), ExitCode::kSoftware);
  EXPECT_EQ(exit_code(ErrorCode::kInUse), ExitCode::kTryLater);
  EXPECT_EQ(exit_code(ErrorCode::kUsage), ExitCode::kUsage);
}

}  // namespace
}  // namespace dangol::test
