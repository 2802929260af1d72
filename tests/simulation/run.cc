#include "tests/simulation/run.h"

#include <fstream>
#include <iterator>
#include <string>

namespace dangol::simulation {
namespace {

constexpr std::int64_t kMinute = 60'000'000;

}  // namespace

Run::Run(const Plan& plan)
    : plan_(plan),
      platform_(Platform::make(plan.ground, dir_.path(), [this](Micros by) { world_.pass(by); })),
      entropy_(plan.seed),
      workload_(plan.seed),
      world_(options_of(plan), findings_, trace_) {}

WorldOptions Run::options_of(const Plan& plan) {
  Dice dice(plan.seed ^ 0x5eed);
  WorldOptions options;
  options.dir = dir_.path();
  options.entropy = &entropy_;
  options.env = platform_->env();
  options.shards = static_cast<std::uint32_t>(1 + dice.pick(3));
  constexpr std::size_t kAwake[] = {0, 20'000, 1 << 20};
  options.awake_bytes = kAwake[dice.pick(3)];
  constexpr std::uint32_t kWindows[] = {16, 64, 1024};
  options.index.window_positions = kWindows[dice.pick(3)];
  return options;
}

Report Run::play() {
  Dice first(plan_.seed);
  open(first, [this] { return world_.start(); });
  for (const Action& action : plan_.actions) {
    if (!findings_.none()) break;
    Dice dice(action.seed);
    trace_.add(to_string(action.act));
    act(action.act, dice);
    if (platform_->dead()) crash(dice);
  }
  if (findings_.none()) end();
  if (!findings_.none()) trace_.add("WRONG: " + findings_.all().front());
  report_.findings = findings_.all();
  report_.digest = trace_.digest();
  report_.trace = trace_.lines();
  report_.records = audit_.records().size();
  return std::move(report_);
}

void Run::act(Act act, Dice& dice) {
  switch (act) {
    case Act::kSend: return send(dice);
    case Act::kSteps:
      for (std::size_t steps = 1 + dice.pick(40); steps > 0 && step(dice); --steps) {
      }
      return;
    case Act::kSettle: return settle(dice);
    case Act::kPass:
      return world_.pass(Micros(static_cast<std::int64_t>(1 + dice.pick(1800)) * kMinute));
    case Act::kClock:
      if (dice.chance(30)) return world_.confirm_clock();
      return world_.set_clock(
          Micros((static_cast<std::int64_t>(dice.pick(4 * 24 * 60)) - 2 * 24 * 60) * kMinute));
    case Act::kRing: static_cast<void>(world_.ring()); return;
    case Act::kFail: return trace_.add("  " + platform_->fail(dice));
    case Act::kHeal: return platform_->heal();
    case Act::kPower: return trace_.add("  " + platform_->power(dice));
    case Act::kTidy: return trace_.add("  " + platform_->tidy(dice));
    case Act::kForget: return forget(dice);
    case Act::kFollow: return follow(dice);
    case Act::kRot: return rot(dice);
    case Act::kRival: return rival(dice);
    case Act::kCrash: return crash(dice);
    case Act::kRead: return read(dice);
  }
}

void Run::end_process(Dice& dice) {
  ++report_.crashes;
  trace_.add("  " + platform_->die(dice));
  world_.kill();
  platform_->revive(dice);
  model_.ended();
}

void Run::settle(Dice& dice) {
  while (step(dice)) {
  }
  if (stopped()) return;
  open(dice, [&] { return world_.settle(dice); });
}

void Run::crash(Dice& dice) {
  end_process(dice);
  open(dice, [this] { return world_.start(); });
  read(dice);
}

void Run::read(Dice& dice) {
  platform_->heal();
  settle(dice);
  if (stopped()) return;
  world_.rest();
  erasures_.settle(world_.store());
  audit_.read(world_.store());
  trace_.add("  " + std::to_string(audit_.records().size()) + " records");
  open(dice, [this] { return world_.begin(); });
}

// Everybody is answered, whatever is due is said, and all of it outlives the process.
void Run::end() {
  trace_.add("end");
  Dice dice(plan_.seed);
  crash(dice);
  constexpr int kRounds = 12;
  for (int round = 0; round < kRounds && !stopped(); ++round) {
    world_.pass(Micros((round == 0 ? 60 * 24 * 60 : 1) * kMinute));
    world_.confirm_clock();
    static_cast<void>(world_.ring());
    settle(dice);
  }
  if (stopped()) return;
  crash(dice);
  if (stopped()) return;
  audit_.check_clock(world_.store(), world_.now);
  follow(dice);
  world_.kill();
  look_for_words();
}

// In no file of the store.
void Run::look_for_words() {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir_.path())) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    if (bytes.find(Workload::kSecret) != bytes.npos) {
      findings_.add("private words stand in clear in " + entry.path().filename().string());
    }
  }
}

Report play(const Plan& plan) { return Run(plan).play(); }

}  // namespace dangol::simulation
