#include "actors/clock_watch.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "actors/alarm_limits.h"

namespace dangol {

namespace {

// What the saved mark may be off before it is worth writing again: small steps of the clock.
constexpr Micros kMarkPrecision{kMicrosPerSecond};

Micros operator-(Micros a, Micros b) { return Micros(a.value() - b.value()); }
Micros operator+(Micros a, Micros b) { return Micros(a.value() + b.value()); }
bool jumped(Micros change) { return std::abs(change.value()) > kMaxClockJump.value(); }

std::string moved(Micros change, const char* when) {
  return fmt::format("the wall clock moved {} s {} {}", std::abs(change.value()) / kMicrosPerSecond,
                     change < Micros() ? "back" : "forward", when);
}

}  // namespace

ClockWatch::ClockWatch(Options options, const Result<std::optional<ClockMark>>& mark)
    : options_(std::move(options)) {
  const Reading now = read();
  const Micros offset = now.wall - now.uptime;
  highest_ = now.wall;
  mark_ = {options_.boot, offset, Micros(), ""};
  if (!mark.ok()) {
    stop("what was remembered of the clock is lost: " + mark.error().message);
  } else if (mark.value()) {
    saved_ = mark.value();
    mark_.forgiven = saved_->forgiven;
    mark_.stopped = saved_->stopped;
    const bool same_boot = !options_.boot.empty() && saved_->boot == options_.boot;
    const Micros change = offset - saved_->offset;
    if (same_boot && jumped(change)) stop(moved(change, "while nothing ran here"));
  }
  save();
}

ClockWatch::Reading ClockWatch::read() const {
  // A thread that is held up between the two would see a jump that was none.
  for (int attempt = 0;; ++attempt) {
    const Micros before = options_.uptime();
    const Reading reading{options_.wall(), options_.uptime()};
    if (reading.uptime - before <= Micros(kMicrosPerSecond) || attempt == 3) return reading;
  }
}

void ClockWatch::recorded_until(Micros last_recorded) {
  std::lock_guard lock(mutex_);
  const Micros wall = read().wall;
  highest_ = std::max(highest_, last_recorded);
  if (last_recorded <= mark_.forgiven || last_recorded - wall <= kMaxClockJump) return;
  stop(moved(wall - last_recorded, "behind the last record"));
}

std::optional<Micros> ClockWatch::look() {
  std::lock_guard lock(mutex_);
  const Reading now = read();
  highest_ = std::max(highest_, now.wall);
  const Micros offset = now.wall - now.uptime;
  const Micros change = offset - mark_.offset;
  mark_.offset = offset;
  if (jumped(change)) {
    stop(moved(change, "while this ran"));
  } else {
    save();
  }
  if (!mark_.stopped.empty()) return std::nullopt;
  return now.wall;
}

void ClockWatch::confirm() {
  std::lock_guard lock(mutex_);
  const Reading now = read();
  mark_.offset = now.wall - now.uptime;
  mark_.stopped.clear();
  // Records were stamped with what the clock showed until now, at most a jump after the last look.
  mark_.forgiven = std::max(highest_, now.wall) + kMaxClockJump;
  save();
}

std::string ClockWatch::stopped() const {
  std::lock_guard lock(mutex_);
  return mark_.stopped;
}

void ClockWatch::stop(std::string reason) {
  if (mark_.stopped.empty()) mark_.stopped = std::move(reason);
  save();
}

void ClockWatch::save() {
  if (saved_) {
    ClockMark same = *saved_;
    if (std::abs((mark_.offset - same.offset).value()) <= kMarkPrecision.value()) {
      same.offset = mark_.offset;
    }
    if (same == mark_) return;
  }
  if (options_.save && options_.save(mark_).ok()) saved_ = mark_;
}

}  // namespace dangol
