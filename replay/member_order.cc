#include "replay/member_order.h"

#include <algorithm>
#include <thread>
#include <tuple>

namespace dangol {

namespace {

// Below it a thread costs more than it saves.
constexpr std::size_t kManyMembers = 16'384;

bool before(const Member& a, const Member& b) {
  return std::tie(a.part, a.reason, b.need, a.deciding, a.person, a.entity, a.measure) <
         std::tie(b.part, b.reason, a.need, b.deciding, b.person, b.entity, b.measure);
}

// What nearly always decides, without going to the member.
struct Key {
  std::uint16_t part_and_reason;
  std::uint32_t at;  // index of the member
  std::int64_t need;
  Position first;
};

Key key_of(const Member& member, std::uint32_t at) {
  return {static_cast<std::uint16_t>(static_cast<unsigned>(member.part) << 8 |
                                     static_cast<unsigned>(member.reason)),
          at, member.need, member.deciding.front()};
}

struct Before {
  const std::vector<Member>& members;
  bool operator()(const Key& a, const Key& b) const {
    if (a.part_and_reason != b.part_and_reason) return a.part_and_reason < b.part_and_reason;
    if (a.need != b.need) return a.need > b.need;
    if (a.first != b.first) return a.first < b.first;
    return before(members[a.at], members[b.at]);
  }
};

// Runs `work(part)` for each part, on a thread of its own but for the last.
template <class Work>
void in_parallel(unsigned parts, const Work& work) {
  std::vector<std::thread> threads;
  for (unsigned part = 0; part + 1 < parts; ++part) {
    threads.emplace_back([&work, part] { work(part); });
  }
  work(parts - 1);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

void sort_members(std::vector<Member>& members, unsigned workers) {
  if (members.size() < kManyMembers || members.size() > UINT32_MAX) {
    std::sort(members.begin(), members.end(),
              [](const Member& a, const Member& b) { return before(a, b); });
    return;
  }
  const unsigned parts = std::max(1u, workers);
  const Before in_order{members};
  std::vector<Key> keys(members.size());
  std::vector<std::ptrdiff_t> begin;
  for (unsigned part = 0; part <= parts; ++part) {
    begin.push_back(static_cast<std::ptrdiff_t>(members.size() * part / parts));
  }
  in_parallel(parts, [&](unsigned part) {
    for (std::ptrdiff_t at = begin[part]; at < begin[part + 1]; ++at) {
      keys[static_cast<std::size_t>(at)] =
          key_of(members[static_cast<std::size_t>(at)], static_cast<std::uint32_t>(at));
    }
    std::sort(keys.begin() + begin[part], keys.begin() + begin[part + 1], in_order);
  });
  for (unsigned part = 1; part < parts; ++part) {
    std::inplace_merge(keys.begin(), keys.begin() + begin[part], keys.begin() + begin[part + 1],
                       in_order);
  }
  std::vector<Member> sorted(members.size());
  in_parallel(parts, [&](unsigned part) {
    for (std::ptrdiff_t at = begin[part]; at < begin[part + 1]; ++at) {
      sorted[static_cast<std::size_t>(at)] = members[keys[static_cast<std::size_t>(at)].at];
    }
  });
  members.swap(sorted);
}

}  // namespace dangol
