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

// Of the questions whose state was collected: they bear the label spam = false.
const FigureGroup full(FigureStore& store, std::string_view figure) {
  const FigureAnswer answer = store.ask_by(figure, "label", [](Question& question) {
    question.label = text_key(std::string_view("spam"));
    question.vantage.observed_at = kAWeekLater;
  });
  for (const FigureGroup& group : answer.groups) {
    if (group.group == text_key(std::string_view("false"))) return group;
  }
  throw std::runtime_error("no such group");
}

void count_questions(FigureStore& store) {
  EXPECT_EQ(full(store, "issues.opened").value, ratio(13'270, 1));
  const FigureAnswer confirmed = store.ask("issues.confirmed");
  ASSERT_EQ(confirmed.groups.size(), 1U) << "marked by the source, and nothing else";
  EXPECT_EQ(confirmed.groups[0].value, ratio(2'334, 1));
  EXPECT_EQ(value_in(store.ask("solutions.own-word")), ratio(717, 2'334));
  EXPECT_EQ(value_in(store.ask("solutions.first-answer")), ratio(1'015, 2'334));
  const FigureGroup several = full(store, "issues.several-responders");
  EXPECT_EQ(several.value, ratio(2'607, 10'632));
  EXPECT_EQ(several.members[0].need, 14);
  const FigureGroup askers = full(store, "issues.persons-with-several");
  EXPECT_EQ(askers.value, ratio(1'344, 11'303));
  EXPECT_EQ(askers.members[0].need, 24);
}

// Answered by another person 10,632; not at all 2,307. 331 more heard from nobody but wrote again, and
// those posts of their own are what the README calls answers.
void count_responses(FigureStore& store) {
  const FigureGroup unanswered = full(store, "responses.unanswered");
  EXPECT_EQ(unanswered.value, ratio(2'307 + 331, 13'270));
  const FigureGroup late = full(store, "responses.over-a-day");
  EXPECT_EQ(late.value, ratio(1'235, 10'632));
  const FigureGroup median = full(store, "responses.median");
  ASSERT_TRUE(median.value.has_value());
  EXPECT_NEAR(median.value->approximately() / 3.6e9, 3.46, 0.005);
}

TEST(ThunderbirdFigures, AreThoseOfTheReadme) {
  const auto store = import_thunderbird();
  if (store == nullptr) return;

  const FigureAnswer week = store->ask("actions.unresolved", seen(kAWeekLater));
  EXPECT_EQ(value_in(week), ratio(8'438, 10'632));
  EXPECT_EQ(excluded_as(week, Exclusion::kUnknown), 1'018U) << "answered, of unknown state";
  EXPECT_EQ(value_in(store->ask("actions.unresolved", seen(kLastEvent))), ratio(8'423, 10'613));
  count_questions(*store);
  count_responses(*store);
  // A question is its own only contact, and what the asker adds to it stays in it: whatever is marked
  // took one. The solutions that were the first answer, 1,015, are the strictest reading of it.
  const FigureAnswer marked = store->ask("fcr.marked", seen_at("2026-03-01"));
  EXPECT_EQ(value_in(marked), ratio(2'334, 13'270));
  EXPECT_EQ(excluded_as(marked, Exclusion::kUnknown), 1'370U);
  EXPECT_EQ(value_in(store->ask("fcr.said", seen_at("2026-03-01"))), ratio(0, 13'270));
}

}  // namespace
}  // namespace dangol::test
