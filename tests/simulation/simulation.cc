#include "tests/simulation/simulation.h"

#include <utility>

#include <fmt/format.h>

#include "store/memory_log.h"
#include "tests/simulation/audit.h"
#include "tests/simulation/dice.h"
#include "tests/simulation/findings.h"
#include "tests/simulation/model.h"
#include "tests/simulation/seams.h"
#include "tests/simulation/shared_log.h"
#include "tests/simulation/trace.h"
#include "tests/simulation/workload.h"
#include "tests/simulation/world.h"
#include "tests/support/seeded_entropy.h"
#include "tests/support/temp_dir.h"

namespace dangol::simulation {
namespace {

constexpr PartitionId kPartition{0};
constexpr std::int64_t kMinute = 60'000'000;

class Run {
 public:
  explicit Run(const Plan& plan)
      : plan_(plan),
        entropy_(plan.seed),
        workload_(plan.seed),
        world_(options_of(plan), findings_, trace_) {
    if (plan.ground == Ground::kMemory) {
      seams().log = [this] { return std::make_unique<SharedLog>(log_, dead_); };
    }
  }
  ~Run() { seams() = {}; }

  Report play() {
    start();
    for (const Action& action : plan_.actions) {
      if (!findings_.none()) break;
      Dice dice(action.seed);
      trace_.add(to_string(action.act));
      act(action.act, dice);
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
    options.shards = 1 + dice.pick(3);
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
        for (std::size_t steps = 1 + dice.pick(40); steps > 0 && world_.step(dice); --steps) {
        }
        return;
      case Act::kSettle: return settle(dice);
      case Act::kPass:
        return world_.pass(Micros(static_cast<std::int64_t>(1 + dice.pick(1800)) * kMinute));
      case Act::kRing: static_cast<void>(world_.ring()); return;
      case Act::kFail: return fail(dice);
      case Act::kRival: return rival(dice);
      case Act::kCrash: return crash(dice);
      case Act::kRead: return read(dice);
    }
  }

  void start() {
    if (Status started = world_.start(); !started.ok()) {
      findings_.add("the store does not open: " + started.error().message);
    }
  }

  void settle(Dice& dice) {
    if (Status settled = world_.settle(dice); !settled.ok()) {
      findings_.add("the store does not open again: " + settled.error().message);
    }
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

  void fail(Dice& dice) {
    constexpr AppendFault kFaults[] = {AppendFault::kUnknownStored, AppendFault::kUnknownNotStored,
                                       AppendFault::kFenced};
    log_.fail_next_append(kPartition, kFaults[dice.pick(3)]);
  }

  // Whoever has claimed the log owns it, whatever another is about to write.
  void rival(Dice& dice) {
    if (!log_.claim(kPartition).ok()) return;
    const Position size = log_.size(kPartition).value();
    send(dice);
    while (world_.step(dice)) {
    }
    if (log_.size(kPartition).value() != size) findings_.add("a writer who was fenced has written");
    settle(dice);
  }

  void crash(Dice& dice) {
    ++report_.crashes;
    dead_ = true;
    world_.kill();
    dead_ = false;
    model_.ended();
    start();
    read(dice);
  }

  void read(Dice& dice) {
    settle(dice);
    if (!findings_.none()) return;
    world_.rest();
    audit_.read(world_.store());
    trace_.add(fmt::format("  {} records", audit_.records().size()));
    if (Status begun = world_.begin(); !begun.ok()) {
      findings_.add("no generation begins: " + begun.error().message);
    }
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
  test::SeededEntropy entropy_;
  Findings findings_;
  Trace trace_;
  MemoryLog log_;
  bool dead_ = false;
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
