// The steps of the projection `surveys`. For sources of this family only.
#pragma once

#include <cstdint>
#include <memory>

#include "replay/projection.h"

namespace dangol::surveys {

// entity: the survey.
enum class SurveyStep : std::uint8_t {
  kOffered = 1,  // code: schema::Instrument; value: schema::SurveyAbout; key: schema::Channel
  kAnswered,     // key: the question; value: scale and score, packed below
};

// Of kAnswered.
inline constexpr std::uint8_t kScored = 1;
inline constexpr std::uint8_t kWords = 2;  // in their own words, too

struct Score {
  std::int16_t least = 0;  // of the scale
  std::int16_t most = 0;
  std::int16_t given = 0;

  std::uint64_t packed() const {
    return static_cast<std::uint64_t>(static_cast<std::uint16_t>(least)) << 32 |
           static_cast<std::uint64_t>(static_cast<std::uint16_t>(most)) << 16 |
           static_cast<std::uint16_t>(given);
  }
  static Score of(std::uint64_t packed) {
    return {static_cast<std::int16_t>(packed >> 32), static_cast<std::int16_t>(packed >> 16),
            static_cast<std::int16_t>(packed)};
  }
  bool on_scale() const { return least < most && least <= given && given <= most; }
  bool is(std::int16_t low, std::int16_t high) const { return least == low && most == high; }
};

std::unique_ptr<Projection> surveys_projection();

}  // namespace dangol::surveys
