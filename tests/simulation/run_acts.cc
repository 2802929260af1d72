// What senders and others do in a run.
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "actors/forgetting.h"
#include "tests/simulation/run.h"

namespace dangol::simulation {
namespace {

constexpr PartitionId kPartition{0};

}  // namespace

void Run::send(Dice& dice) {
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
void Run::rival(Dice& dice) {
  EventLog& log = world_.store().log();
  if (!log.claim(kPartition).ok()) return settle(dice);
  const Position size = log.size(kPartition).value();
  send(dice);
  while (step(dice)) {
  }
  if (log.size(kPartition).value() != size) findings_.add("a writer who was fenced has written");
  settle(dice);
}

void Run::forget(Dice& dice) {
  platform_->heal();
  settle(dice);
  if (stopped()) return;
  world_.rest();
  audit_.read(world_.store());  // so that it is certain what is there to be forgotten
  if (stopped()) return;
  if (dice.chance(50))
    trace_.add("  " + (dice.chance(50) ? platform_->fail(dice) : platform_->power(dice)));
  if (dice.chance(30)) return destroy_keys(dice);
  ForgetRequest request;
  request.subject = workload_.anybody(dice);
  request.reason = "asked";
  if (dice.chance(40)) {
    const Version last = model_.version_of(request.subject);
    request.events.push_back(fmt::format("@{}", 1 + dice.pick(last.value() + 1)));
  }
  Store& store = world_.store();
  auto plan = plan_forgetting(store, request, world_.now);
  Status done = plan.ok() ? Status(Done{}) : plan.error();
  if (plan.ok()) {
    erasures_.begin(std::move(plan).value());
    auto forgotten = dangol::forget(store, request, [this] { return world_.now; });
    if (!forgotten.ok()) done = forgotten.error();
    if (done.ok() && !platform_->dead()) erasures_.told();
  }
  trace_.add(fmt::format("  {} {}: {}", request.subject, request.events.empty() ? "" : "in part",
                         done.ok() ? "forgotten" : "not, or not to the end"));
  const bool whole = done.ok() || done.error().code == ErrorCode::kRejected ||
                     done.error().code == ErrorCode::kNotFound;
  open(dice, [&] { return whole ? world_.begin() : world_.open_again(dice); });
  read(dice);
}

// As the end of a law's time would: of one purpose, while the stream lives on and makes itself another.
void Run::destroy_keys(Dice& dice) {
  const std::string subject = workload_.anybody(dice);
  Vault& vault = world_.store().vault();
  auto stream = vault.find(subject);
  Status done = stream.ok() ? Status(Done{}) : stream.error();
  if (stream.ok() && stream.value()) {
    auto keys = vault.keys_of(*stream.value());
    if (!keys.ok()) done = keys.error();
    std::vector<Purpose> purposes;
    for (const DataKey& key : keys.ok() ? keys.value().live : std::vector<DataKey>()) {
      if (key.name.purpose != Purpose::kIdentity) purposes.push_back(key.name.purpose);
    }
    if (!purposes.empty()) {
      const Purpose one = purposes[dice.pick(purposes.size())];
      erasures_.keys_destroyed(*stream.value());
      done = vault.destroy_keys(*stream.value(), {&one, 1}, world_.now);
      trace_.add(fmt::format("  {} loses its keys for {}", subject, to_string(one)));
    }
  }
  open(dice, [&] { return done.ok() ? world_.begin() : world_.open_again(dice); });
  read(dice);
}

}  // namespace dangol::simulation
