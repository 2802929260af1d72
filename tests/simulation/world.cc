#include "tests/simulation/world.h"

#include <utility>

#include <fmt/format.h>

#include "actors/engine_limits.h"
#include "store/clock_mark.h"

namespace dangol::simulation {

World::World(WorldOptions options, Findings& findings, Trace& trace)
    : options_(std::move(options)), findings_(findings), trace_(trace) {}

World::~World() { kill(); }

void World::pass(Micros time) {
  now = Micros(now.value() + time.value());
  uptime = Micros(uptime.value() + time.value());
}

Status World::start() {
  Store::Options options;
  options.key_file = options_.dir / "key";
  options.entropy = options_.entropy;
  options.env = options_.env;
  options.index = options_.index;
  options.origin = "simulated.invalid/log";
  options.disk.reserve_bytes = 0;
  options.disk.low_water_bytes = 0;
  auto opened = Store::open(options_.dir / "store", options);
  if (!opened.ok()) return opened.error();
  store_ = std::move(opened).value();
  watch_ = std::make_unique<ClockWatch>(
      ClockWatch::Options{
          .wall = [this] { return now; },
          .uptime = [this] { return uptime; },
          .boot = "one boot",
          .save = [path = store_->clock_mark()](
                      const ClockMark& mark) { return write_clock_mark(path, mark); },
      },
      read_clock_mark(store_->clock_mark()));
  return begin();
}

Status World::begin() {
  alive_ = std::make_shared<bool>(true);
  admission_ = std::make_unique<Admission>(kInFlightBytes);
  ended_.clear();
  unanswered_ = 0;
  Generation::Options options;
  options.shards = options_.shards;
  options.awake_bytes = options_.awake_bytes;
  options.clock = [this] { return now; };
  options.watch = watch_.get();
  options.alarms = AlarmBell::Drive::kByHand;
  options.stepping = &stepper_;
  options.failed = [this](const std::string& reason) {
    ended_ = reason;
    admission_->shut({ErrorCode::kUnavailable, reason});
    // Where it lies is another place each time.
    std::string said = reason;
    const std::string dir = options_.dir.string();
    if (const auto at = said.find(dir); at != said.npos) said.erase(at, dir.size());
    trace_.add("the generation ends: " + said);
  };
  auto begun = Generation::start(*store_, *admission_, std::move(options));
  if (!begun.ok()) return begun.error();
  generation_ = std::move(begun).value();
  return Done{};
}

void World::rest() {
  generation_.reset();
  stepper_.clear();
}

void World::kill() {
  if (alive_) *alive_ = false;
  if (generation_) {
    Dice any(0);
    while (stepper_.ready() > 0) stepper_.step(any);
    rest();
  }
  watch_.reset();
  store_.reset();
}

Status World::submit(std::vector<SentEvent> events, AppendOptions options, AppendDone done) {
  if (Status room = store_->room(); !room.ok()) return room;
  std::size_t bytes = 0;
  for (const SentEvent& event : events) bytes += admitted_bytes(event);
  Status entered = admission_->enter(bytes, Admission::WhenFull::kRefuse);
  if (!entered.ok()) return entered;
  ++unanswered_;
  generation_->submit(std::move(events), std::move(options), bytes,
                      [this, alive = alive_, done = std::move(done)](Outcomes outcomes) {
                        if (!*alive) return;
                        --unanswered_;
                        done(std::move(outcomes));
                      });
  return Done{};
}

Status World::ring() {
  if (Status in = admission_->enter(0, Admission::WhenFull::kExceed); !in.ok()) return in;
  generation_->ring_alarms();
  admission_->leave(0);
  return Done{};
}

void World::confirm_clock() {
  if (watch_) watch_->confirm();
}

bool World::step(Dice& dice) {
  if (stepper_.ready() == 0) return false;
  stepper_.step(dice);
  // Its thread has written what there was to write, so that files are changed in one order only.
  if (store_ && generation_) static_cast<void>(store_->index().drain());
  return true;
}

Status World::settle(Dice& dice) {
  while (step(dice)) {
  }
  if (unanswered_ > 0) {
    findings_.add(fmt::format("{} senders are never answered", unanswered_));
    unanswered_ = 0;
  }
  if (!ended_.empty() || store_->wants_reopening()) return open_again(dice);
  return Done{};
}

Status World::open_again(Dice& dice) {
  while (step(dice)) {
  }
  rest();
  if (Status opened = store_->reopen(); !opened.ok()) return opened;
  Status begun = begin();
  if (!begun.ok()) ended_ = begun.error().message;
  return begun;
}

}  // namespace dangol::simulation
