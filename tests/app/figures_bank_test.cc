// The bank's calls of ../shared/data: the figures of its README, exactly. PHANTOM rows are no calls and are
// left out by the mapping, so 3,480 people are identified where the README counts 3,533 with them.
#include <gtest/gtest.h>

#include "replay/step.h"
#include "tests/app/figure_data.h"

namespace dangol::test {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

const Tally& tally(const FigureAnswer& answer) { return answer.groups.at(0).tally; }

std::uint64_t left_out(const FigureAnswer& answer, Exclusion reason) {
  return tally(answer).excluded[static_cast<std::size_t>(reason)];
}

// The numerator of the group whose text is `text`.
std::uint64_t of(const FigureAnswer& answer, std::string_view text) {
  for (const FigureGroup& group : answer.groups) {
    if (group.group == text_key(text)) return group.tally.numerator;
  }
  return 0;
}

TEST(BankFigures, AreThoseOfTheReadme) {
  const auto store = import_bank();
  if (store == nullptr) return;
  EXPECT_EQ(value_in(store->ask("waits.abandonment")), ratio(3'086, 13'906));
  EXPECT_EQ(value_in(store->ask("waits.median")), ratio(48 * kSecond, 1));
  EXPECT_EQ(value_in(store->ask("waits.p90")), ratio(174 * kSecond, 1));
  EXPECT_EQ(value_in(store->ask("waits.longest")), ratio(908 * kSecond, 1));
  EXPECT_EQ(value_in(store->ask("waits.long")), ratio(8'924, 13'906));

  // 25,890 rows, 221 of them PHANTOM. Ended by the caller: 4,770, of them 3,086 in the queue.
  EXPECT_EQ(value_in(store->ask("waits.left-before-queue")), ratio(1'684, 25'669));
  EXPECT_EQ(value_in(store->ask("contacts.served-at-once")), ratio(10'079, 25'669));
  const FigureAnswer ends = store->ask("waits.ends");
  ASSERT_EQ(ends.groups.size(), 2U);
  EXPECT_EQ(ends.groups[0].tally.numerator, 10'820U);  // answered
  EXPECT_EQ(ends.groups[1].tally.numerator, 3'086U);   // abandoned

  const FigureAnswer same_date = store->ask("waits.back-same-date");
  EXPECT_EQ(value_in(same_date), ratio(821, 1'340));
  EXPECT_EQ(left_out(same_date, Exclusion::kUnidentified), 3'086U - 1'340U);
  EXPECT_EQ(value_in(store->ask("waits.back-within-a-day")), ratio(871, 1'340));
  const FigureAnswer never = store->ask("waits.never-back");
  EXPECT_LT(tally(never).numerator, 1'340U - 871U);

  const FigureAnswer services = store->ask_by(
      "contacts.begun", "label", [](Question& question) { question.label = text_key("service"); });
  // The README's counts, less the PHANTOM rows among them.
  EXPECT_EQ(of(services, "PS"), 16'520U - 151U);
  EXPECT_EQ(of(services, "NW"), 6'258U - 35U);
  EXPECT_EQ(of(services, "NE"), 1'964U - 3U);
  EXPECT_EQ(of(services, "TT"), 806U - 32U);
  EXPECT_EQ(of(services, "IN"), 219U);
  EXPECT_EQ(of(services, "PE"), 123U);
  EXPECT_EQ(tally(store->ask("contacts.begun")).numerator, 25'669U);

  const FigureAnswer again = store->ask("contacts.persons-again");
  EXPECT_EQ(tally(again).denominator, 3'480U);
  EXPECT_EQ(again.groups[0].members.front().need, 129);
}

}  // namespace
}  // namespace dangol::test
