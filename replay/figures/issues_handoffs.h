// Hand-offs of one issue. Only for the figures about issues.
#pragma once

#include <functional>
#include <vector>

#include "replay/figures/issues_book.h"

namespace dangol {

inline std::uint8_t level_from(const Step& hand_off) { return hand_off.code & 0xf; }
inline std::uint8_t level_to(const Step& hand_off) { return hand_off.code >> 4; }

// At which levels of the parties, schema::PartyLevel, a figure counts.
struct Levels {
  std::uint8_t only = 0;  // 0: all together
  bool apart = false;     // once for each, as bars
  static Levels together() { return {}; }
  static Levels each() { return {0, true}; }
  static Levels just(std::uint8_t level) { return {level, false}; }
};

// At the level of the party that gets the issue; 0: at all of them.
std::uint32_t hand_offs_of(const IssueFacts& issue, std::uint8_t level);

// Calls `take` for each level that a figure counts at, 0 for all together.
void for_each_level(Levels levels, Member member,
                    const std::function<void(std::uint8_t level, const Member& member)>& take);

extern const std::string_view kWhichLevel, kLevelsTogether, kLevelsApart, kIrregularIssue;

}  // namespace dangol
