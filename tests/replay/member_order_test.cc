// The order of a set does not depend on how many there are, nor on how many threads put them in it.
#include "replay/member_order.h"

#include <algorithm>
#include <random>
#include <tuple>

#include <gtest/gtest.h>

namespace dangol {
namespace {

std::vector<Member> random_members(std::size_t count) {
  std::mt19937 random(7);
  std::vector<Member> members(count);
  for (Member& member : members) {
    member.part = static_cast<Part>(random() % 3);
    member.reason = static_cast<Exclusion>(random() % kExclusions);
    member.need = static_cast<std::int64_t>(random() % 5) - 2;
    member.deciding[0] = Position(random() % 50);
    member.deciding[1] = Position(random() % 3);
    member.entity = random() % 100;
    member.measure = static_cast<std::int64_t>(random() % 2);
  }
  return members;
}

auto told(const Member& m) {
  return std::tuple(m.part, m.reason, -m.need, m.deciding, m.person, m.entity, m.measure);
}

TEST(MemberOrder, IsTheSameForFewAndManyAndOnAnyNumberOfThreads) {
  for (const std::size_t count : {0u, 1u, 100u, 40'000u}) {
    const std::vector<Member> members = random_members(count);
    std::vector<decltype(told(Member()))> expected;
    for (const Member& member : members) expected.push_back(told(member));
    std::sort(expected.begin(), expected.end());
    for (const unsigned workers : {0u, 1u, 2u, 3u, 7u}) {
      std::vector<Member> sorted = members;
      sort_members(sorted, workers);
      std::vector<decltype(told(Member()))> found;
      for (const Member& member : sorted) found.push_back(told(member));
      EXPECT_EQ(found, expected) << count << " members on " << workers << " threads";
    }
  }
}

}  // namespace
}  // namespace dangol
