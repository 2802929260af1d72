// The streams of access records: one a day (UTC) and shard, `access/20261122/0`; shards have no gap.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/store.h"

namespace dangol {

using AccessDay = std::chrono::sys_days;

std::string access_subject(AccessDay day, std::uint32_t shard);
AccessDay day_of(Micros time);
Micros begin_of(AccessDay day);
AccessDay first_of_month(AccessDay day, int months_later);
std::string month_text(AccessDay day);  // `2026-11`
// nullopt: not a month as in `2026-11`.
std::optional<AccessDay> month_begin(std::string_view text);

struct AccessStream {
  AccessDay day;
  std::uint32_t shard = 0;
  StreamToken token;
};
// Every stream of the days [first, until) that there is, in order. Return false to stop.
Status visit_access_streams(Store& store, AccessDay first, AccessDay until,
                            const std::function<Result<bool>(const AccessStream&)>& visit);

// The day on which the log begins; nullopt: it is empty. No access record of our own is older.
Result<std::optional<AccessDay>> first_log_day(Store& store);

}  // namespace dangol
