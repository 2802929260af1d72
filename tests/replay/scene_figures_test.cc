// The figures that the scenes must yield: the `figure` lines of tests/scenes/*.expected.
#include <charconv>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "events/time_text.h"
#include "tests/support/figure_store.h"
#include "tests/support/scene.h"

namespace dangol::test {
namespace {

Micros moment(const std::string& text) {
  const auto time = parse_time(text);
  if (!time.ok()) throw std::invalid_argument(text + ": " + time.error().message);
  return time.value().micros;
}

// `1/2`, or `3` when there is nothing to divide by.
std::string shown(const FigureAnswer& answer, const std::optional<std::uint64_t>& bar) {
  for (const FigureGroup& group : answer.groups) {
    if (bar && group.bar != *bar) continue;
    if (!group.value) return "none";
    std::string text = std::to_string(static_cast<std::int64_t>(group.value->over));
    if (answer.definition->kind == FigureKind::kShare ||
        answer.definition->kind == FigureKind::kMean) {
      text += "/" + std::to_string(group.value->under);
    }
    return text;
  }
  return "no such group";
}

class SceneFigures : public testing::TestWithParam<Scene> {};

TEST_P(SceneFigures, AreThoseThatStandBesideIt) {
  const Scene& scene = GetParam();
  FigureStore store;
  store.append(scene);
  for (const ExpectedFigure& expected : scene.figures) {
    const FigureAnswer answer = store.ask(expected.name, [&](Question& question) {
      if (!expected.observed.empty()) question.vantage.observed_at = moment(expected.observed);
      if (!expected.happened_by.empty()) {
        question.vantage.happened_by = moment(expected.happened_by);
      }
      if (expected.as_of) question.vantage.end = Position(*expected.as_of);
    });
    EXPECT_EQ(shown(answer, expected.bar), expected.value) << expected.line;
  }
}

INSTANTIATE_TEST_SUITE_P(All, SceneFigures, testing::ValuesIn(read_scenes()),
                         [](const auto& info) { return test_name_of(info.param); });

}  // namespace
}  // namespace dangol::test
