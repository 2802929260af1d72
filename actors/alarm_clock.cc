#include "actors/alarm_clock.h"

#include <algorithm>
#include <utility>

namespace dangol {

AlarmClock::AlarmClock(ClockWatch& watch, AlarmSchedule::Read read, std::size_t capacity)
    : watch_(watch), schedule_(std::move(read), capacity), allowed_at_(watch.uptime()) {}

void AlarmClock::settled(std::span<const SideRow> rows) {
  std::lock_guard lock(mutex_);
  for (const SideRow& row : rows) {
    const std::optional<Alarm> alarm = format::decode_alarm_key(row.key);
    if (!alarm) continue;
    if (row.value) {
      schedule_.set(*alarm);
    } else {
      schedule_.end(*alarm);
      ringing_.erase(*alarm);
    }
  }
}

AlarmClock::Due AlarmClock::due() {
  const std::optional<Micros> now = watch_.look();
  if (!now) return {};
  std::lock_guard lock(mutex_);
  const Micros uptime = watch_.uptime();
  allow(uptime);
  Due due{*now, {}};
  take_again(uptime, due.alarms);
  take_due(*now, due.alarms);
  allowed_ -= static_cast<std::int64_t>(due.alarms.size());
  return due;
}

// What was not used up does not add up: after a quiet hour no more ring at once than at a start.
void AlarmClock::allow(Micros uptime) {
  const std::int64_t passed = uptime.value() - allowed_at_.value();
  const std::int64_t more = passed * kAlarmsPerSecond / kMicrosPerSecond;
  if (more <= 0) return;
  allowed_ = std::min<std::int64_t>(kRingingAlarms, allowed_ + more);
  allowed_at_ = uptime;
}

void AlarmClock::take_again(Micros uptime, std::vector<Alarm>& alarms) {
  for (auto& [alarm, again] : ringing_) {
    if (static_cast<std::int64_t>(alarms.size()) >= allowed_) return;
    if (!again || *again > uptime) continue;
    again.reset();
    alarms.push_back(alarm);
  }
}

void AlarmClock::take_due(Micros now, std::vector<Alarm>& alarms) {
  failure_.clear();
  while (static_cast<std::int64_t>(alarms.size()) < allowed_ && ringing_.size() < kRingingAlarms) {
    const Result<std::optional<Alarm>> first = schedule_.first();
    if (!first.ok()) {
      failure_ = first.error().message;
      return;
    }
    if (!first.value() || first.value()->due > now) return;
    schedule_.take(*first.value());
    if (ringing_.emplace(*first.value(), std::nullopt).second) alarms.push_back(*first.value());
  }
}

void AlarmClock::answered(const Alarm& alarm, OutcomeCode code) {
  std::lock_guard lock(mutex_);
  const auto rung = ringing_.find(alarm);
  if (rung == ringing_.end()) return;  // the answer's frame ended it
  if (code == OutcomeCode::kUnavailable || code == OutcomeCode::kUnknown) {
    rung->second = Micros(watch_.uptime().value() + kAlarmRetry.value());
    return;
  }
  ringing_.erase(rung);
  // The row stands: another promise is due at the same time. After a refusal it was no row of the
  // stream's state, and is left alone.
  if (code == OutcomeCode::kRecorded) schedule_.put_back(alarm);
}

std::chrono::microseconds AlarmClock::pause() {
  std::lock_guard lock(mutex_);
  if (!watch_.stopped().empty()) return kClockLook;
  const Result<std::optional<Alarm>> first = schedule_.first();
  if (!first.ok() || !first.value()) return kClockLook;
  const std::chrono::microseconds until(first.value()->due.value() - watch_.wall().value());
  return std::clamp<std::chrono::microseconds>(until, kClockBeat, kClockLook);
}

std::string AlarmClock::failure() const {
  std::lock_guard lock(mutex_);
  return failure_;
}

}  // namespace dangol
