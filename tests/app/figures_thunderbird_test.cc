// The forum of ../shared/data, asked for what its README counts.
//
// What its events cannot decide: who marked a solution, and when (the row's last change is the latest
// it can be); hand-offs, which a forum has no record of; what became of 1,370 questions whose state
// was not collected.
#include <gtest/gtest.h>

#include "tests/app/figure_data.h"
#include "tests/support/figure_questions.h"

namespace dangol::test {
namespace {

// The last event of the set, as its data say, and a week later.
constexpr Micros kLastEvent{1'768'157'311'000'000};
constexpr Micros kAWeekLater{1'768'157'311'000'000 + 7 * 86'400'000'000};

auto seen(Micros at) {
  return [at](Question& question) { question.vantage.observed_at = at; };
}

TEST(ThunderbirdFigures, AreThoseOfTheReadme) {
  const auto store = import_thunderbird();
  if (store == nullptr) return;

  const FigureAnswer week = store->ask("actions.unresolved", seen(kAWeekLater));
  EXPECT_EQ(value_in(week), ratio(8'438, 10'632));
  EXPECT_EQ(excluded_as(week, Exclusion::kUnknown), 1'018U) << "answered, of unknown state";
  EXPECT_EQ(value_in(store->ask("actions.unresolved", seen(kLastEvent))), ratio(8'423, 10'613));
}

}  // namespace
}  // namespace dangol::test
