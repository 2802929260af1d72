#include "events/policies.h"

#include <charconv>

namespace dangol {

std::span<const PolicyName> policy_names() {
  static constexpr PolicyName kNames[] = {
      {"silence.days", &Policies::silence_days,
       "days without a word after which a matter is at rest", "말이 없으면 쉬는 것으로 보는 날수"},
      {"recurrence.days", &Policies::recurrence_days,
       "days within which the same matter again is a recurrence",
       "같은 일이 다시 오면 재발로 보는 날수"},
      {"problem.persons", &Policies::problem_persons,
       "persons who meet the same key before it is a problem", "공통 문제로 보는 사람 수"},
      {"longwait.seconds", &Policies::long_wait_seconds, "seconds above which a wait is long",
       "긴 대기로 보는 초"},
      {"listening.days", &Policies::listening_days,
       "days for which somebody who listened counts as having listened", "들은 것으로 보는 날수"},
      {"manyhandoffs.times", &Policies::many_hand_offs,
       "hand-offs from which on an issue is listed", "목록에 오르는 이관 횟수"},
      {"lasting.days", &Policies::lasting_days, "days between two returns of a lasting connection",
       "오래가는 유대로 보는 간격의 날수"},
  };
  return kNames;
}

bool set_policy(Policies& policies, std::string_view name, std::string_view value) {
  for (const PolicyName& known : policy_names()) {
    if (known.name != name) continue;
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size()) return false;
    if (number < 1 || number > 36'500) return false;
    policies.*known.value = number;
    return true;
  }
  return false;
}

}  // namespace dangol
