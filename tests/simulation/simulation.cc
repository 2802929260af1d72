#include "tests/simulation/simulation.h"

#include <utility>

#include <fmt/format.h>

#include "tests/simulation/audit.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/findings.h"
#include "tests/simulation/model.h"
#include "tests/simulation/platform.h"
#include "tests/simulation/trace.h"
#include "tests/simulation/workload.h"
#include "tests/simulation/world.h"
#include "tests/support/seeded_entropy.h"
#include "tests/support/temp_dir.h"

namespace dangol::simulation {
namespace {

constexpr PartitionId kPartition{0};
constexpr std::int64_t kMinute = 60'000'000;

// What a process may do to open its store before its disk is taken to be mended.
constexpr int kOpenings = 40;

class Run {
 public:
  explicit Run(const Plan& plan)
      : plan_(plan),
        platform_(Platform::make(plan.ground, dir_.path())),
        entropy_(plan.seed),
        workload_(plan.seed),
        world_(options_of(plan), findings_, trace_) {}

  Report play() {
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

 private:
  WorldOptions options_of(const Plan& plan) {
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

  void act(Act act, Dice& dice) {
    switch (act) {
      case Act::kSend: return send(dice);
      case Act::kSteps:
        for (std::size_t steps = 1 + dice.pick(40); steps > 0 && step(dice); --steps) {
        }
        return;
      case Act::kSettle: return settle(dice);
      case Act::kPass:
        return world_.pass(Micros(static_cast<std::int64_t>(1 + dice.pick(1800)) * kMinute));
      case Act::kRing: static_cast<void>(world_.ring()); return;
      case Act::kFail: return trace_.add("  " + platform_->fail(dice));
      case Act::kHeal: return platform_->heal();
      case Act::kPower: return trace_.add("  " + platform_->power(dice));
      case Act::kTidy: return trace_.add("  " + platform_->tidy(dice));
      case Act::kRival: return rival(dice);
      case Act::kCrash: return crash(dice);
      case Act::kRead: return read(dice);
    }
  }

  bool step(Dice& dice) { return !platform_->dead() && world_.step(dice); }

  // Opens what is to be opened, as often as it takes: whatever stands in the way is mended, now or later, and a process
  // that loses its power is followed by another.
  template <class Opening>
  void open(Dice& dice, const Opening& opening) {
    Status opened = opening();
    for (int tries = 0; !opened.ok() || platform_->dead(); ++tries) {
      if (platform_->dead()) {
        end_process(dice);
        opened = world_.start();
        continue;
      }
      trace_.add("  does not open");
      if (!platform_->faulty() || tries > kOpenings) {
        return findings_.add("the store does not open: " + opened.error().message);
      }
      if (dice.chance(50)) platform_->heal();
      opened = world_.runs_store() ? world_.open_again(dice) : world_.start();
    }
  }

  void end_process(Dice& dice) {
    ++report_.crashes;
    trace_.add("  " + platform_->die(dice));
    world_.kill();
    platform_->revive(dice);
    model_.ended();
  }

  void settle(Dice& dice) {
    while (step(dice)) {
    }
    if (platform_->dead() || !findings_.none()) return;
    open(dice, [&] { return world_.settle(dice); });
  }

  void send(Dice& dice) {
    AppendOptions options;
    options.unit = dice.chance(10);
    if (dice.chance(10)) options.recording = Recording::kAsRecorded;
    const std::string subject = options.unit ? workload_.anybody(dice) : "";
    std::vector<SentEvent> events;
    std::vector<Sending> sendings;
    std::vector<std::optional<Version>> expected;
    std::string line = "  ";
    for (std::size_t count = 1 + dice.pick(6); count > 0; --count) {
      Workload::Made made = workload_.next(dice, world_.now, subject);
      if (dice.chance(10)) {
        const Version known = model_.version_of(made.event.subject);
        made.event.expected_version = dice.chance(70) ? known : known.next();
      }
      line += fmt::format("{} to {}; ", made.name, made.event.subject);
      expected.push_back(made.event.expected_version);
      sendings.push_back(model_.sending(made.name, made.event));
      events.push_back(std::move(made.event));
      ++report_.events;
    }
    trace_.add(std::move(line));
    const auto answered = [this, sendings, expected](const Outcomes& outcomes) {
      if (platform_->dead()) return;  // nobody hears it
      std::string line = "  answered:";
      for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const Outcome& outcome = outcomes[i];
        line += fmt::format(" {} {} {}", model_.ids()[sendings[i].id].name, to_string(outcome.code),
                            outcome.place ? to_string(*outcome.place) : "");
        model_.answered(sendings[i], expected[i], outcome);
      }
      trace_.add(std::move(line));
    };
    Status admitted = world_.submit(std::move(events), std::move(options), answered);
    if (admitted.ok()) return;
    answered(Outcomes(sendings.size(), refused_outcome(admitted.error())));
  }

  // Whoever has claimed the log owns it, whatever another is about to write.
  void rival(Dice& dice) {
    EventLog& log = world_.store().log();
    if (!log.claim(kPartition).ok()) return settle(dice);
    const Position size = log.size(kPartition).value();
    send(dice);
    while (step(dice)) {
    }
    if (log.size(kPartition).value() != size) findings_.add("a writer who was fenced has written");
    settle(dice);
  }

  void crash(Dice& dice) {
    end_process(dice);
    open(dice, [this] { return world_.start(); });
    read(dice);
  }

  void read(Dice& dice) {
    settle(dice);
    if (!findings_.none() || platform_->dead()) return;
    world_.rest();
    platform_->heal();
    audit_.read(world_.store());
    trace_.add(fmt::format("  {} records", audit_.records().size()));
    open(dice, [this] { return world_.begin(); });
  }

  void end() {
    trace_.add("end");
    Dice dice(plan_.seed);
    settle(dice);
    crash(dice);
  }

  const Plan& plan_;
  Report report_;
  test::TempDir dir_;
  std::unique_ptr<Platform> platform_;
  test::SeededEntropy entropy_;
  Findings findings_;
  Trace trace_;
  Workload workload_;
  Model model_{findings_};
  Audit audit_{model_, findings_};
  World world_;
};

}  // namespace

Report play(const Plan& plan) {
  Run run(plan);
  return run.play();
}

}  // namespace dangol::simulation
