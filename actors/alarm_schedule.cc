#include "actors/alarm_schedule.h"

#include <utility>

namespace dangol {

void AlarmSchedule::set(const Alarm& alarm) {
  if (!whole_ && (!end_ || *end_ < alarm)) return;  // read when it is its turn
  held_.insert(alarm);
  if (held_.size() <= capacity_) return;
  held_.erase(std::prev(held_.end()));
  end_ = *held_.rbegin();
  whole_ = false;
}

Status AlarmSchedule::read_on() {
  Result<std::vector<Alarm>> rows = read_(end_, capacity_);
  if (!rows.ok()) return rows.error();
  held_.insert(rows.value().begin(), rows.value().end());
  whole_ = rows.value().size() < capacity_;
  if (!rows.value().empty()) end_ = rows.value().back();
  return Done{};
}

Result<std::optional<Alarm>> AlarmSchedule::first() {
  if (held_.empty() && !whole_) {
    if (Status read = read_on(); !read.ok()) return read.error();
  }
  return held_.empty() ? std::optional<Alarm>() : std::optional(*held_.begin());
}

AlarmSchedule::Read alarms_of(const EventLog& log, PartitionId partition) {
  return [&log, partition](const std::optional<Alarm>& behind,
                           std::size_t limit) -> Result<std::vector<Alarm>> {
    const std::string after = behind ? format::alarm_key(*behind) : std::string();
    auto rows = log.side_rows_behind(partition, format::kAlarmPrefix, after, limit);
    if (!rows.ok()) return rows.error();
    std::vector<Alarm> alarms;
    alarms.reserve(rows.value().size());
    for (const SideRow& row : rows.value()) {
      const std::optional<Alarm> alarm = format::decode_alarm_key(row.key);
      if (!alarm)
        return Error{ErrorCode::kCorrupt, "a side row of an alarm has a key that is none"};
      alarms.push_back(*alarm);
    }
    return alarms;
  };
}

}  // namespace dangol
