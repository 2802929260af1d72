// First-contact resolution: who says so, what spoils it, and what nobody can know.
#include <gtest/gtest.h>

#include "events/event.capnp.h"
#include "replay/figures/issues_steps.h"
#include "tests/replay/issue_story.h"
#include "tests/support/figure_questions.h"
#include "tests/support/figure_store.h"

namespace dangol::test {
namespace {

constexpr const char* kLater = "2016-12-01";

// An issue that came up in one call on the first of July and was confirmed there.
IssueStory one_call(const std::string& subject = "customer/kim") {
  IssueStory story(subject);
  story.at("2016-07-01T10:00").contact("c1").opened_in("i1", "c1").acted("i1");
  story.at("2016-07-01T10:10").settled("i1");
  return story;
}

FigureAnswer ask(const IssueStory& story, const std::string& figure = "fcr.said",
                 const std::string& at = kLater) {
  FigureStore store;
  store.append(told(story));
  return store.ask(figure, seen_at(at));
}

FigureValue said(const IssueStory& story) { return value_in(ask(story)).value(); }

TEST(FirstContact, OneContactThatThePersonConfirmsIsEnough) {
  EXPECT_EQ(said(one_call()), ratio(1, 1));
  EXPECT_EQ(value_in(ask(one_call(), "fcr.silent")), ratio(0, 1));
  EXPECT_EQ(value_in(ask(one_call(), "fcr.at-most")), ratio(1, 1));
}

TEST(FirstContact, WhoSaysSoIsKeptApart) {
  IssueStory kim("customer/kim");
  kim.at("2016-07-01").contact("c1").opened_in("marked", "c1").confirmed("marked", "sourceMarked");
  kim.opened_in("open", "c1");
  EXPECT_EQ(value_in(ask(kim, "fcr.said")), ratio(0, 2));
  EXPECT_EQ(value_in(ask(kim, "fcr.marked")), ratio(1, 2));
  EXPECT_EQ(value_in(ask(kim, "fcr.silent")), ratio(0, 2));
  EXPECT_EQ(value_in(ask(kim, "fcr.at-most")), ratio(1, 2));
}

struct Kept : Collector {
  std::vector<Member> members;
  void add(const Member& member) override { members.push_back(member); }
  void cross(const Crossing&) override {}
};

// Only the clock can say that silence confirms: its word is made here of another one.
TEST(FirstContact, SilenceIsAFigureOfItsOwn) {
  IssueStory kim("customer/kim");
  kim.at("2016-07-01").contact("c1").opened_in("i1", "c1").confirmed("i1", "sourceMarked");
  FigureStore store;
  store.append(told(kim));
  std::vector<Step> steps = store.follow("issues").steps();
  for (Step& step : steps) {
    if (!is(step, CareStep::kConfirmed)) continue;
    step.code = static_cast<std::uint8_t>(schema::ConfirmationBasis::SILENCE);
  }
  const auto part_in = [&](std::string_view figure) {
    Question question;
    question.vantage.observed_at = moment(kLater);
    Kept kept;
    store.catalogue().find(figure)->count({steps[0].stream, StreamKind::kCustomer, steps}, question,
                                          kept);
    return kept.members.at(0).part;
  };
  EXPECT_EQ(part_in("fcr.silent"), Part::kNumerator);
  EXPECT_EQ(part_in("fcr.marked"), Part::kDenominator);
  EXPECT_EQ(part_in("fcr.said"), Part::kDenominator);
  EXPECT_EQ(part_in("fcr.at-most"), Part::kNumerator);
}

TEST(FirstContact, ASecondCallByThePersonBeforeTheConfirmationIsOneTooMany) {
  IssueStory kim("customer/kim");
  kim.at("2016-07-01").contact("c1").opened_in("i1", "c1");
  kim.at("2016-07-02").contact("c2").touched("i1", "c2").settled("i1");
  EXPECT_EQ(said(kim), ratio(0, 1));
}

TEST(FirstContact, OurCallsAndTransferLegsAreNoSecondContact) {
  IssueStory kim("customer/kim");
  kim.at("2016-07-01T10:00").contact("c1").opened_in("i1", "c1");
  kim.at("2016-07-01T10:05")
      .contact("leg", "phone", "inbound", R"(,"relatedContactId":"c1","relation":"transferLeg")");
  kim.touched("i1", "leg");
  kim.at("2016-07-01T10:10").contact("ours", "email", "outbound").touched("i1", "ours");
  kim.settled("i1");
  EXPECT_EQ(said(kim), ratio(1, 1));
}

TEST(FirstContact, LegsInARingAreOneContact) {
  IssueStory kim("customer/kim");
  const auto leg = [](const std::string& of) {
    return R"(,"relation":"transferLeg","relatedContactId":")" + of + "\"";
  };
  kim.contact("c1", "phone", "inbound", leg("c2")).contact("c2", "phone", "inbound", leg("c1"));
  kim.opened_in("i1", "c1").touched("i1", "c2").settled("i1");
  EXPECT_EQ(said(kim), ratio(1, 1));
}

TEST(FirstContact, AContactAfterwardsSpoilsItWithinTheWindowOnly) {
  IssueStory soon = one_call();
  soon.at("2016-07-08T10:10").contact("c2").touched("i1", "c2");
  EXPECT_EQ(said(soon), ratio(0, 1));
  IssueStory late = one_call();
  late.at("2016-07-08T10:11").contact("c2").touched("i1", "c2");
  EXPECT_EQ(said(late), ratio(1, 1));
  IssueStory same = one_call();
  same.at("2016-07-01T10:20").touched("i1", "c1");
  EXPECT_EQ(said(same), ratio(1, 1)) << "the same contact goes on";
}

TEST(FirstContact, ReopeningRejectingAndRecurringSpoilIt) {
  IssueStory reopened = one_call();
  reopened.at("2016-07-03").reopened("i1");
  EXPECT_EQ(said(reopened), ratio(0, 1));
  IssueStory rejected = one_call();
  rejected.at("2016-07-03").rejected("i1");
  EXPECT_EQ(said(rejected), ratio(0, 1));
  IssueStory again = one_call();
  again.at("2016-07-03").opened("i2");
  again.at("2016-08-03").event("issue.recurred", R"("issueId":"i2","earlierIssueId":"i1")");
  EXPECT_EQ(said(again), ratio(0, 2)) << "it counts at the opening of the one that came back";
}

TEST(FirstContact, ACallBackThatWasPromisedAndKeptDoesNotSpoilIt) {
  const auto call_back = [](const std::string& kept) {
    IssueStory kim("customer/kim");
    kim.at("2016-07-01T10:00").contact("c1").opened_in("i1", "c1");
    kim.event("promise.made", R"("promiseId":"p1","promiseKind":"callback","contactId":"c1",)"
                              R"("windowEnd":"2016-07-02T12:00:00Z")");
    kim.at("2016-07-01T10:10").settled("i1");
    kim.at(kept).contact("back", "phone", "outbound",
                         R"(,"relation":"callback","relatedContactId":"c1")");
    kim.touched("i1", "back").event("promise.kept", R"("promiseId":"p1")");
    return kim;
  };
  EXPECT_EQ(said(call_back("2016-07-02T11:00")), ratio(1, 1));
  EXPECT_EQ(said(call_back("2016-07-02T12:01")), ratio(0, 1)) << "too late";
  IssueStory unpromised = one_call();
  unpromised.at("2016-07-02").contact("back", "phone", "outbound").touched("i1", "back");
  EXPECT_EQ(said(unpromised), ratio(0, 1));
}

TEST(FirstContact, TheEventThatKeepsThePromiseNamesTheCallBackToo) {
  IssueStory kim = one_call();
  kim.event("promise.made", R"("promiseId":"p1","promiseKind":"callback","issueId":"i1",)"
                            R"("windowEnd":"2016-07-02T12:00:00Z")");
  kim.at("2016-07-02T11:00").contact("back", "phone", "outbound");
  kim.event("promise.kept", R"("promiseId":"p1","byEventId":")" + kim.last_id() + "\"");
  kim.touched("i1", "back");
  EXPECT_EQ(said(kim), ratio(1, 1));
}

TEST(FirstContact, WhoBeganAContactThatWouldBeTheSecondMustBeKnown) {
  IssueStory kim("customer/kim");
  kim.at("2016-07-01").contact("c1").opened_in("i1", "c1").touched("i1", "unheard-of");
  kim.settled("i1");
  const FigureAnswer answer = ask(kim);
  EXPECT_EQ(value_in(answer), std::nullopt);
  EXPECT_EQ(excluded_as(answer, Exclusion::kUnknown), 1u);
  IssueStory only("customer/kim");
  only.at("2016-07-01").opened_in("i1", "unheard-of").settled("i1");
  EXPECT_EQ(said(only), ratio(1, 1)) << "whoever began it, it was one";
}

TEST(FirstContact, AnIssueIsObservableWhenItsWindowsAreOver) {
  const FigureAnswer early = ask(one_call(), "fcr.said", "2016-07-08T10:09");
  EXPECT_EQ(excluded_as(early, Exclusion::kNotYetObservable), 1u);
  EXPECT_EQ(value_in(ask(one_call(), "fcr.said", "2016-07-08T10:10")), ratio(1, 1));
  IssueStory open("customer/kim");
  open.at("2016-07-01T10:00").opened("i1");
  EXPECT_EQ(value_in(ask(open, "fcr.said", "2016-08-07T09:59")), std::nullopt);
  EXPECT_EQ(value_in(ask(open, "fcr.said", "2016-08-07T10:00")), ratio(0, 1));
}

TEST(FirstContact, WithdrawnDuplicateUnknownAndUnidentifiedAreLeftOut) {
  IssueStory kim("customer/kim"), nobody("contact/x");
  kim.opened("i1").closed("i1", "withdrawn").opened("i2").closed("i2", "duplicate");
  kim.opened("i3", R"(,"labels":[{"name":"state","value":"unknown"}])");
  nobody.opened("i1");
  FigureStore store;
  store.append(told(kim, nobody));
  const FigureAnswer answer = store.ask("fcr.said", seen_at(kLater));
  EXPECT_EQ(value_in(answer), std::nullopt);
  for (const Exclusion reason : {Exclusion::kWithdrawn, Exclusion::kDuplicate, Exclusion::kUnknown,
                                 Exclusion::kUnidentified}) {
    EXPECT_EQ(excluded_as(answer, reason), 1u) << to_string(reason);
  }
}

TEST(FirstContact, OneStopIsOneContactWithoutAHandOff) {
  IssueStory kim = one_call(), lee("customer/lee"), choi("customer/choi");
  lee.at("2016-07-01").opened("i1").handed("i1", "team:a", "team:b").settled("i1");
  choi.at("2016-07-01").opened("i1");
  FigureStore store;
  store.append(told(kim, lee, choi));
  EXPECT_EQ(value_in(store.ask("fcr.said", seen_at(kLater))), ratio(2, 3));
  EXPECT_EQ(value_in(store.ask("fcr.said-onestop", seen_at(kLater))), ratio(1, 2));
}

TEST(FirstContact, ClosedAtCreationIsOnlyTheContrast) {
  IssueStory kim("customer/kim");
  kim.at("2016-07-01T10:00").opened("at-once").closed("at-once");
  kim.at("2016-07-01T10:00").opened("later").at("2016-07-01T10:01").closed("later");
  EXPECT_EQ(value_in(ask(kim, "fcr.closed-at-creation")), ratio(1, 2));
  EXPECT_EQ(value_in(ask(kim, "fcr.said")), ratio(0, 2));
}

Scene scene(const std::string& name) {
  return read_scene(std::filesystem::path(DANGOL_SOURCE_DIR) / "tests" / "scenes" /
                    (name + ".ndjson"));
}

TEST(FirstContact, TheWatchIsAnsweredInOneContact) {
  FigureStore store;
  store.append(scene("watch"));
  EXPECT_EQ(value_in(store.ask("fcr.said", seen_at(kLater))), ratio(1, 1));
  EXPECT_EQ(value_in(store.ask("fcr.said-onestop", seen_at(kLater))), ratio(1, 1));
}

TEST(FirstContact, FourChannelsOfOursAreOneContactOfThePerson) {
  FigureStore store;
  store.append(scene("windows-on-mac"));
  store.append(scene("parallels"));
  EXPECT_EQ(value_in(store.ask("fcr.said", seen_at(kLater))), ratio(1, 2));
}

}  // namespace
}  // namespace dangol::test
