// Where an issue stands is the same for the figures as for the state that decides.
#include <filesystem>
#include <map>

#include <gtest/gtest.h>

#include "events/event.capnp.h"
#include "replay/figures/issues_book.h"
#include "store/stream_state.h"
#include "tests/support/figure_store.h"
#include "tests/support/random_history.h"

namespace dangol::test {
namespace {

// What both sides can say, in words that compare.
struct Stands {
  bool open = false, resolved = false, closed = false, confirmed = false;
  std::uint32_t reopenings = 0;
  std::array<std::uint64_t, kLevels> owner{};
  bool operator==(const Stands&) const = default;
};

void PrintTo(const Stands& stands, std::ostream* out) {
  *out << (stands.open ? "open " : "") << (stands.resolved ? "resolved " : "")
       << (stands.closed ? "closed " : "") << (stands.confirmed ? "confirmed " : "")
       << stands.reopenings << " reopenings, owned by";
  for (const std::uint64_t owner : stands.owner) *out << ' ' << owner;
}

std::map<EntityKey, Stands> in_state(const Customer& customer) {
  std::map<EntityKey, Stands> all;
  for (const Issue& issue : customer.issues.rows()) {
    const IssueStanding& now = issue.now;
    Stands& stands = all[entity_key(customer.tokens.bytes(issue.id))];
    stands.open = now.status == IssueStanding::Status::kOpen;
    stands.resolved = now.status == IssueStanding::Status::kResolved;
    stands.closed = now.status == IssueStanding::Status::kClosed;
    stands.confirmed = now.confirmed;
    stands.reopenings = now.reopenings;
    for (std::size_t level = 0; level < kLevels; ++level) {
      if (now.owner[level] == TokenRef()) continue;
      const std::string_view owner = customer.tokens.bytes(now.owner[level]);
      const bool agent = level == static_cast<std::size_t>(schema::PartyLevel::AGENT);
      stands.owner[level] = agent ? entity_key(owner) : text_key(owner);
    }
  }
  return all;
}

std::map<EntityKey, Stands> in_figures(const PersonSteps& person) {
  std::map<EntityKey, Stands> all;
  for (const IssueFacts& issue : book_of(person).issues()) {
    Stands& stands = all[issue.issue];
    const bool known = issue.opened != nullptr;
    stands.resolved = known && issue.resolved;
    stands.closed = known && issue.closed != nullptr && !issue.resolved;
    stands.open = known && !stands.resolved && !stands.closed;
    stands.confirmed = issue.confirmed != nullptr;
    stands.reopenings = issue.reopenings;
    stands.owner = issue.owner;
  }
  return all;
}

// Compares every issue of every stream with its state; how many there were.
std::size_t compare(FigureStore& store) {
  std::map<StreamToken, std::vector<Step>> streams;
  for (const Step& step : store.follow("issues").steps()) streams[step.stream].push_back(step);
  std::size_t compared = 0;
  for (auto& [stream, steps] : streams) {
    std::ranges::stable_sort(steps, [](const Step& a, const Step& b) { return in_time(a, b); });
    auto state = load_stream_state(store.store(), stream);
    if (!state.ok()) throw std::runtime_error(state.error().message);
    const auto known = in_state(state.value().customer);
    const auto seen = in_figures({stream, StreamKind::kCustomer, steps});
    for (const auto& [issue, stands] : known) {
      const auto found = seen.find(issue);
      EXPECT_EQ(found == seen.end() ? Stands() : found->second, stands);
      ++compared;
    }
  }
  return compared;
}

TEST(IssueStanding, OfTheScenesIsThatOfTheState) {
  for (const Scene& scene : read_scenes()) {
    SCOPED_TRACE(scene.name);
    FigureStore store;
    store.append(scene);
    compare(store);
  }
}

class StandingOfRandomHistories : public testing::TestWithParam<std::uint32_t> {};

TEST_P(StandingOfRandomHistories, IsThatOfTheState) {
  FigureStore store;
  RandomHistory random(GetParam());
  for (int n = 0; n < 300; ++n) {
    store.try_append(random.next_of({"issue.", "resolution.", "owner.", "message.", "survey.an"}));
  }
  EXPECT_GT(compare(store), 8u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, StandingOfRandomHistories, testing::Range(1u, 5u));

}  // namespace
}  // namespace dangol::test
