// The forum of ../shared/data: what its README counts is counted again over the events.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/app/import_harness.h"

namespace dangol::test {
namespace {

struct Question {
  std::string asker, solution;
  bool full = false;  // the collector wrote its whole state
  std::int64_t asked = 0;
  int answers = 0;
  std::set<std::string> responders;
  std::map<std::pair<std::int64_t, std::int64_t>, std::string> by_others;  // (time, number) -> id
};

struct Forum {
  std::map<std::string, Question> questions;
  std::set<std::string> own_posts;
  std::set<std::string> languages;
};

void take(const FlatEvent& event, Forum& forum) {
  const std::string_view type = event.type();
  if (type == "contact.started") {
    forum.languages.insert(std::string(event["data.language"]));
  } else if (type == "issue.opened") {
    Question& question = forum.questions[std::string(event["data.issueId"])];
    question.asker = event["subject"];
    question.full = event.label("spam") == "false";
    question.asked = event.seconds();
  } else if (type == "resolution.confirmed") {
    EXPECT_EQ(event["data.basis"], "sourceMarked");
    forum.questions[std::string(event["data.issueId"])].solution = event["data.resolutionId"];
  } else if (type == "message.exchanged" && event["data.messageId"].starts_with('a')) {
    Question& question = forum.questions[std::string(event["data.contactId"])];
    ++question.answers;
    EXPECT_EQ(event["subject"], question.asker) << "an answer belongs to the person who asked";
    if (event["data.authorKind"] == "customer") {
      forum.own_posts.insert(std::string(event["data.messageId"]));
    }
  } else if (type == "action.taken") {
    Question& question = forum.questions[std::string(event["data.issueId"])];
    question.responders.insert(std::string(event["data.by"]));
    const std::string id(event["data.actionId"]);
    question.by_others[{event.seconds(), std::stol(id.substr(1))}] = id;
  }
}

TEST(ThunderbirdForum, GivesTheFiguresOfItsReadme) {
  const auto questions = data_file("thunderbird-forum/questions_2025.csv.gz");
  const auto answers = data_file("thunderbird-forum/answers_2025.csv.gz");
  if (!questions.has_value() || !answers.has_value()) {
    GTEST_SKIP() << "the data sets are not at hand (DANGOL_DATA_DIR)";
  }
  Forum forum;
  const auto each = [&](const FlatEvent& event) { take(event, forum); };
  const auto asked = import_data("thunderbird-questions.toml", {*questions}, each);
  EXPECT_EQ(asked.rows, 15'180U);
  EXPECT_EQ(asked.left_out, 540U);  // spam
  const auto answered = import_data("thunderbird-answers.toml", {*answers}, each);
  EXPECT_EQ(answered.rows, 34'999U);

  EXPECT_EQ(forum.questions.size(), 15'180U - 540U);
  EXPECT_EQ(forum.languages.size(), 11U);
  int full = 0, solved = 0, unanswered = 0, by_others = 0, unsolved = 0, own = 0, first = 0;
  int several = 0, late = 0;
  std::size_t most = 0;
  std::map<std::string, int> askers;
  std::vector<std::int64_t> waits;
  for (const auto& [id, question] : forum.questions) {
    if (!question.full) {
      EXPECT_TRUE(question.solution.empty());
      continue;
    }
    ++full;
    ++askers[question.asker];
    const bool marked = !question.solution.empty();
    solved += marked;
    unanswered += question.answers == 0;
    own += marked && forum.own_posts.contains(question.solution);
    several += question.responders.size() >= 2;
    most = std::max(most, question.responders.size());
    if (question.by_others.empty()) continue;
    ++by_others;
    unsolved += !marked;
    first += question.by_others.begin()->second == question.solution;
    waits.push_back(question.by_others.begin()->first.first - question.asked);
    late += waits.back() > 86'400;
  }
  EXPECT_EQ(full, 13'270);
  EXPECT_EQ(solved, 2'334);
  EXPECT_EQ(unanswered, 2'307);
  EXPECT_EQ(by_others, 10'632);
  EXPECT_EQ(unsolved, 8'438);
  EXPECT_EQ(own, 717);
  EXPECT_EQ(first, 1'015);
  EXPECT_EQ(several, 2'607);
  EXPECT_EQ(most, 14U);
  EXPECT_EQ(askers.size(), 11'303U);
  EXPECT_EQ(std::ranges::count_if(askers, [](const auto& p) { return p.second >= 2; }), 1'344);
  const auto busiest =
      std::ranges::max_element(askers, {}, [](const auto& asker) { return asker.second; });
  EXPECT_EQ(busiest->second, 24);
  std::ranges::sort(waits);
  EXPECT_NEAR(static_cast<double>(waits[waits.size() / 2]) / 3600, 3.46, 0.005);
  EXPECT_EQ(late, 1'235);
}

}  // namespace
}  // namespace dangol::test
