// Windows and thresholds that figures and decisions use. They are events of the stream `policy/main`
// (policy.set), so what held at any past moment is known; until one is set, the default holds.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace dangol {

struct Policies {
  std::uint32_t silence_days = 7;        // W: without a word for so long, a matter is at rest
  std::uint32_t recurrence_days = 30;    // R: within it the same matter again is a recurrence
  std::uint32_t problem_persons = 5;     // so many persons with one key make a problem
  std::uint32_t long_wait_seconds = 30;  // waits above it are listed
  std::uint32_t listening_days = 90;     // so long somebody who listened counts as having listened
  std::uint32_t many_hand_offs = 3;      // an issue handed on so often is listed
  std::uint32_t lasting_days = 90;       // between two returns of a lasting connection
  bool operator==(const Policies&) const = default;
};

struct PolicyName {
  std::string_view name;  // `silence.days`
  std::uint32_t Policies::*value;
  std::string_view en;
  std::string_view ko;
};
std::span<const PolicyName> policy_names();

// Sets the one that is named; false: no such policy, or no whole number from 1 to 36500. Changes
// nothing then.
bool set_policy(Policies& policies, std::string_view name, std::string_view value);

}  // namespace dangol
