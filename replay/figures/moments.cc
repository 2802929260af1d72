#include "replay/figures/moments.h"

namespace dangol {

const GroupingKey kOfDay = {.name = "day",
                            .meaning = {"the day on the sender's clock", "보낸 곳 시계의 날짜"},
                            .kind = GroupingKey::Kind::kDay};
const GroupingKey kOfMonth = {.name = "month",
                              .meaning = {"the month on the sender's clock", "보낸 곳 시계의 달"},
                              .kind = GroupingKey::Kind::kMonth};
const GroupingKey kOfHour = {
    .name = "hour",
    .meaning = {"the hour on the sender's clock, 0 to 23; 24: only the day is known",
                "보낸 곳 시계의 시(0-23), 24는 날짜만 아는 것"},
    .kind = GroupingKey::Kind::kNumber};

std::uint64_t day_group(const Step& step) { return static_cast<std::uint64_t>(step.local_day()); }

std::uint64_t month_group(const Step& step) {
  return static_cast<std::uint64_t>(step.local_month());
}

std::uint64_t hour_group(const Step& step) {
  if (!has_clock(step)) return kNoHour;
  const std::int64_t local = step.occurred.value() + step.offset * (60 * kSecondMicros);
  return static_cast<std::uint64_t>((local - step.local_day() * kDayMicros) / kHourMicros);
}

}  // namespace dangol
