// Forgetting takes words, keys and names, and no figure looks at these. Given each scene, when everybody in it
// is forgotten, then every figure says what it said, whether its steps were kept or are made anew, and the
// fold from the log is what is served live.
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "actors/forgetting.h"
#include "events/customer.h"
#include "store/stream_state.h"
#include "tests/support/figure_questions.h"
#include "tests/support/figure_store.h"
#include "tests/support/scene.h"

namespace dangol::test {
namespace {

// Of one figure: each group's value, numbers and what was left out.
std::string text_of(const FigureAnswer& answer) {
  std::string text;
  for (const FigureGroup& group : answer.groups) {
    text += fmt::format("[{} {}: ", group.group, group.bar);
    text += group.value ? fmt::format("{}/{} ", group.value->over, group.value->under) : "none ";
    text += fmt::format("of {} in {}", group.tally.numerator, group.tally.denominator);
    for (const std::uint64_t left_out : group.tally.excluded) text += fmt::format(" {}", left_out);
    text += fmt::format(", {} members]", group.members.size());
  }
  return text;
}

using Answers = std::map<std::string, std::string>;

// Long after the last scene, so that what is due is due in every answer alike.
void look_back(Question& question) { question.vantage.observed_at = moment("2030-01-01"); }

Answers all_figures(FigureStore& store, std::optional<Position> end = {}) {
  Answers answers;
  for (const auto& figure : store.catalogue().figures()) {
    const std::string name(figure->definition().name);
    answers[name] = text_of(store.ask(name, [&](Question& question) {
      look_back(question);
      if (end) question.vantage.end = *end;
    }));
  }
  return answers;
}

// The same, from steps that are made now.
Answers all_figures_anew(FigureStore& store) {
  Answers answers;
  const EventLog& log = store.store().log();
  MemorySteps people;
  EXPECT_TRUE(
      people.follow(*store.catalogue().find_projection("people"), log, PartitionId(0)).ok());
  for (const auto& projection : store.catalogue().projections()) {
    MemorySteps steps(projection->name() == "people" ? nullptr : &people);
    EXPECT_TRUE(steps.follow(*projection, log, PartitionId(0)).ok());
    for (const auto& figure : store.catalogue().figures()) {
      if (figure->definition().projection != projection->name()) continue;
      Question question;
      look_back(question);
      auto answer = evaluate(*figure, steps, question, 1);
      EXPECT_TRUE(answer.ok()) << figure->definition().name;
      if (answer.ok()) answers[std::string(figure->definition().name)] = text_of(answer.value());
    }
  }
  return answers;
}

// Everybody whom the scene is about.
std::set<std::string> persons_of(const Scene& scene) {
  std::set<std::string> persons;
  for (const std::string& line : scene.events) {
    const std::string subject = CloudEventsReader().read(line).value().subject;
    if (subject.starts_with("customer/") || subject.starts_with("contact/")) {
      persons.insert(subject);
    }
  }
  return persons;
}

class ForgottenScene : public testing::TestWithParam<Scene> {
 protected:
  ForgottenScene() { store_.append(GetParam()); }
  // Those who are left, until nobody is.
  std::uint64_t forget_everybody() {
    std::uint64_t forgotten = 0;
    for (const std::string& person : persons_of(GetParam())) {
      if (!store_.store().vault().find(person).value()) continue;  // gone with somebody else
      ForgetRequest request;
      request.subject = person;
      request.reason = "requested";
      auto done = forget(store_.store(), request, system_clock());
      EXPECT_TRUE(done.ok()) << person << ": " << done.error().message;
      forgotten += done.ok() ? 1 : 0;
    }
    return forgotten;
  }
  // Who was forgotten is listed in a register, and a story that was told is withdrawn.
  static void expect_same(const Answers& answers, const Answers& before, const char* when) {
    ASSERT_EQ(answers.size(), before.size());
    for (const auto& [figure, answer] : answers) {
      if (figure == "registers.erasures" || figure == "stories.told") continue;
      EXPECT_EQ(answer, before.at(figure)) << figure << ' ' << when;
    }
  }
  // With what is kept of it, and from the log alone.
  void expect_served_as_folded(const StreamToken& stream) {
    const auto served = load_stream_state(store_.store(), stream);
    ASSERT_TRUE(served.ok()) << served.error().message;
    ASSERT_TRUE(store_.store().snapshots().erase(stream).ok());
    const auto folded = load_stream_state(store_.store(), stream);
    ASSERT_TRUE(folded.ok()) << folded.error().message;
    EXPECT_EQ(encode_state(served.value().customer), encode_state(folded.value().customer));
  }
  FigureStore store_;
};

TEST_P(ForgottenScene, LeavesEveryFigureAsItWas) {
  std::vector<StreamToken> streams;
  for (const std::string& person : persons_of(GetParam())) {
    streams.push_back(store_.store().vault().find(person).value().value());
  }
  const Position end = store_.size();
  const Answers before = all_figures(store_);
  ASSERT_EQ(all_figures(store_, end), before);

  ASSERT_GT(forget_everybody(), 0U);

  expect_same(all_figures(store_, end), before, "as of the record before");
  const Answers now = all_figures(store_);
  expect_same(all_figures_anew(store_), now, "made anew");
  expect_same(now, before, "as of now");
  for (const StreamToken& stream : streams) expect_served_as_folded(stream);
}

INSTANTIATE_TEST_SUITE_P(All, ForgottenScene, testing::ValuesIn(read_scenes()),
                         [](const auto& info) { return test_name_of(info.param); });

}  // namespace
}  // namespace dangol::test
