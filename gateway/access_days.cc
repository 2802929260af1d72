#include "gateway/access_days.h"

#include <vector>

#include <fmt/format.h>

#include "events/record.h"
#include "events/time_text.h"
#include "gateway/access_limits.h"

namespace dangol {

namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::year_month_day;

}  // namespace

std::string access_subject(AccessDay day, std::uint32_t shard) {
  const year_month_day date(day);
  return fmt::format("access/{:04}{:02}{:02}/{}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), shard);
}

AccessDay day_of(Micros time) {
  return std::chrono::floor<days>(
      std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(time.value())));
}

Micros begin_of(AccessDay day) {
  return Micros(
      std::chrono::duration_cast<std::chrono::microseconds>(day.time_since_epoch()).count());
}

AccessDay first_of_month(AccessDay day, int months_later) {
  const year_month_day date(day);
  return AccessDay((date.year() / date.month() + months(months_later)) / 1);
}

std::string month_text(AccessDay day) {
  const year_month_day date(day);
  return fmt::format("{:04}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()));
}

std::optional<AccessDay> month_begin(std::string_view text) {
  if (text.size() != 7 || text[4] != '-') return std::nullopt;
  const auto time = parse_time(std::string(text) + "-01");
  if (!time.ok()) return std::nullopt;
  return day_of(time.value().micros);
}

Status visit_access_streams(Store& store, AccessDay first, AccessDay until,
                            const std::function<Result<bool>(const AccessStream&)>& visit) {
  for (AccessDay day = first; day < until; day += days(1)) {
    for (std::uint32_t shard = 0; shard < kMaxAccessShards; ++shard) {
      auto token = store.vault().find(access_subject(day, shard));
      if (!token.ok()) return token.error();
      if (!token.value()) break;
      Result<bool> on = visit({day, shard, *token.value()});
      if (!on.ok()) return on.error();
      if (!on.value()) return Done{};
    }
  }
  return Done{};
}

Result<std::optional<AccessDay>> first_log_day(Store& store) {
  const std::vector<Position> positions{Position()};
  auto size = store.log().size(PartitionId(0));
  if (!size.ok()) return size.error();
  if (size.value() == Position()) return std::optional<AccessDay>();
  auto records = store.log().get(PartitionId(0), positions, ReadWords::kNo);
  if (!records.ok()) return records.error();
  auto entry = decode_entry(records.value().front().entry);
  if (!entry.ok()) return entry.error();
  return std::optional(day_of(entry.value().recorded_at));
}

}  // namespace dangol
