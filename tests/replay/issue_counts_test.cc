// Plain counts of issues and of the persons who have them, escalations, and whose answer solved it.
#include <gtest/gtest.h>

#include "events/event.capnp.h"
#include "events/limits.h"
#include "tests/replay/issue_story.h"
#include "tests/support/figure_questions.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

const FigureGroup& bar(const FigureAnswer& answer, auto bar) {
  for (const FigureGroup& found : answer.groups) {
    if (found.bar == static_cast<std::uint64_t>(bar)) return found;
  }
  throw std::runtime_error("no such bar");
}

TEST(IssueCounts, OpenedClosedProposedConfirmedReopened) {
  IssueStory kim("customer/kim");
  kim.opened("i1").opened("i1").settled("i1").closed("i1", "resolved");
  kim.opened("i2").closed("i2").reopened("i2").reopened("i2");
  kim.opened("i3").proposed("i3").closed("i3", "notPossible");
  FigureStore store;
  store.append(told(kim));
  EXPECT_EQ(value_in(store.ask("issues.opened")), ratio(3, 1));
  EXPECT_EQ(value_in(store.ask("issues.closed")), ratio(3, 3)) << "opened again or not";
  EXPECT_EQ(value_in(store.ask("issues.proposed")), ratio(2, 3));
  EXPECT_EQ(value_in(store.ask("issues.reopened")), ratio(1, 3));
  EXPECT_EQ(value_in(store.ask("reopenings.total")), ratio(2, 1));
  const FigureAnswer closed = store.ask("issues.closed-by-closure");
  ASSERT_EQ(closed.groups.size(), 2u);
  EXPECT_EQ(bar(closed, schema::Closure::NOT_POSSIBLE).value, ratio(1, 1));
  const FigureAnswer confirmed = store.ask("issues.confirmed");
  EXPECT_EQ(bar(confirmed, schema::ConfirmationBasis::CUSTOMER_SAID).value, ratio(1, 1));
}

TEST(IssueCounts, GroupsAreOfTheLatestClassification) {
  IssueStory kim("customer/kim");
  kim.at("2016-07-01").opened("i1", R"(,"topic":"mail","product":"thunder")");
  kim.at("2016-07-03").event("issue.classified", R"("issueId":"i1","topic":"calendar")");
  kim.at("2016-07-02").event("issue.classified", R"("issueId":"i1","topic":"late")");
  FigureStore store;
  store.append(told(kim));
  const FigureAnswer answer = store.ask_by("issues.opened", "topic");
  ASSERT_EQ(answer.groups.size(), 1u);
  EXPECT_EQ(answer.groups[0].group, text_key(std::string_view("calendar")));
  EXPECT_EQ(answer.groups[0].members[0].deciding[1], Position(1)) << "where the text stands";
  EXPECT_EQ(store.ask_by("issues.opened", "product").groups[0].group, 0u)
      << "a classification without a product says that none is known";
}

TEST(IssueCounts, PersonsAreCountedOnceAndOnlyWhenTheyAreKnown) {
  IssueStory kim("customer/kim"), lee("customer/lee"), nobody("contact/x");
  const auto label = [](const std::string& value) {
    return R"(,"labels":[{"name":"spam","value":")" + value + R"("}])";
  };
  kim.opened("i1", label("false")).opened("i2").opened("i3", label("false"));
  lee.opened("i1", label("false"));
  nobody.opened("i1");
  FigureStore store;
  store.append(told(kim, lee, nobody));
  EXPECT_EQ(value_in(store.ask("issues.persons")), ratio(2, 1));
  const FigureAnswer several = store.ask("issues.persons-with-several");
  EXPECT_EQ(value_in(several), ratio(1, 2));
  EXPECT_EQ(several.groups[0].members[0].need, 3);
  EXPECT_EQ(excluded_as(several, Exclusion::kUnidentified), 1u);
  const FigureAnswer by_label = store.ask_by("issues.persons", "label", [](Question& question) {
    question.label = text_key(std::string_view("spam"));
  });
  ASSERT_EQ(by_label.groups.size(), 2u) << "kim is among those with a label and those without";
}

TEST(IssueCounts, AContactThatWasAnothersTakesItsIssuesAndTheWordsAboutThemAlong) {
  IssueStory kim("customer/kim");
  kim.contact("c1").opened_in("i1", "c1").proposed("i1").rejected("i1");
  kim.confirmed("i1", "customerActed", R"(,"evidenceEventId":")" + kim.last_id() + "\"");
  kim.opened("i2");
  FigureStore store;
  store.append(told(kim));
  store.append(together(kim.desk().attributed_to("moved", "customer/lee")));
  EXPECT_EQ(value_in(store.ask("issues.persons")), ratio(2, 1));
  const FigureAnswer confirmed = store.ask("issues.confirmed");
  ASSERT_EQ(confirmed.groups.size(), 1u) << "the word that was cited moved too";
  EXPECT_EQ(confirmed.groups[0].members[0].person, store.token_of("customer/lee"));
}

TEST(IssueCounts, AClosingMayHaveAsManyLabelsAsAnEventTakes) {
  IssueStory kim("customer/kim");
  std::string labels;
  for (std::size_t n = 1; n <= kMaxListItems; ++n) {
    labels += (labels.empty() ? "" : ",") + std::string(R"({"name":"reassignments","value":")") +
              std::to_string(n) + "\"}";
  }
  kim.opened("i1").closed("i1", "silent", R"(,"labels":[)" + labels + "]");
  FigureStore store;
  store.append(told(kim));
  EXPECT_EQ(value_in(store.ask("handoffs.source-counted")), ratio(kMaxListItems, 1));
}

TEST(IssueCounts, EscalationsAskForTheAuthorityThatWasMissing) {
  IssueStory kim("customer/kim");
  kim.opened("i1").escalated("i1", "refund").escalated("i1", "refund").opened("i2");
  kim.opened("i3").escalated("i3", "waive fee");
  FigureStore store;
  store.append(told(kim));
  EXPECT_EQ(value_in(store.ask("escalations.rate")), ratio(2, 3));
  const FigureAnswer missing = store.ask("escalations.missing");
  EXPECT_EQ(bar(missing, text_key(std::string_view("refund"))).value, ratio(2, 1));
  EXPECT_EQ(bar(missing, text_key(std::string_view("waive fee"))).value, ratio(1, 1));
}

TEST(IssueCounts, RespondersAreToldApartButNeverCountedByThemselves) {
  IssueStory kim("customer/kim");
  kim.opened("i1").acted("i1", "ann").acted("i1", "bob").acted("i1", "ann");
  kim.opened("i2").acted("i2", "ann").acted("i2", "ann").opened("i3");
  FigureStore store;
  store.append(told(kim));
  const FigureAnswer answer = store.ask("issues.several-responders");
  EXPECT_EQ(value_in(answer), ratio(1, 2));
  EXPECT_EQ(answer.groups[0].members[0].need, 2);
}

TEST(IssueCounts, TheSolutionMayBeThePersonsOwnWordOrTheFirstAnswer) {
  IssueStory kim("customer/kim");
  const auto solved_by = [&](const std::string& issue, const std::string& message) {
    kim.confirmed(issue, "sourceMarked", R"(,"resolutionId":")" + message + "\"");
  };
  const auto message = [&](const std::string& contact, const std::string& author,
                           const std::string& id) {
    kim.event("message.exchanged", R"("contactId":")" + contact + R"(","messageId":")" + id +
                                       R"(","authorKind":")" + author + "\"");
  };
  for (const std::string n : {"1", "2", "3", "4"}) {
    kim.contact("c" + n).opened_in("i" + n, "c" + n);
    message("c" + n, "partner", "first" + n);
    message("c" + n, "partner", "second" + n);
    message("c" + n, "customer", "own" + n);
  }
  solved_by("i1", "own1");
  solved_by("i2", "first2");
  solved_by("i3", "second3");
  solved_by("i4", "elsewhere");
  FigureStore store;
  store.append(told(kim));
  const FigureAnswer own = store.ask("solutions.own-word");
  EXPECT_EQ(value_in(own), ratio(1, 3));
  EXPECT_EQ(excluded_as(own, Exclusion::kUnknown), 1u);
  EXPECT_EQ(value_in(store.ask("solutions.first-answer")), ratio(1, 3));
}

}  // namespace
}  // namespace dangol::test
