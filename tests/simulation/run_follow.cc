// Projections beside a log that grows, on the same disk: what is kept of them equals a replay.
#include <functional>
#include <string>

#include <fmt/format.h>

#include "replay/catalogue.h"
#include "replay/read_models.h"
#include "tests/simulation/run.h"
#include "tests/support/memory_steps.h"
#include "tests/support/step_kit_capnp.h"

namespace dangol::simulation {
namespace {

constexpr PartitionId kPartition{0};

const Catalogue& catalogue() {
  static const Catalogue all;
  return all;
}

}  // namespace

void Run::follow(Dice& dice) {
  settle(dice);
  if (stopped()) return;
  const auto& projections = catalogue().projections();
  const Projection& projection = *projections[dice.pick(projections.size())];
  ReadModelOptions options;
  options.threads = 1;
  options.slice_records = 8 + dice.pick(40);
  options.least_kept_records = 1;
  options.env = platform_->env();
  const auto models = open_read_models(
      catalogue(),
      [this](const std::function<Status(Store&)>& read) { return read(world_.store()); }, options);
  auto steps = models->steps(projection.name(), {});
  trace_.add(fmt::format("  {}: {}", projection.name(), steps.ok() ? "followed" : "not now"));
  if (!steps.ok()) {
    if (platform_->dead() || platform_->faulty()) return;
    return findings_.add(fmt::format("{}: {}", projection.name(), steps.error().message));
  }
  const EventLog& log = world_.store().log();
  test::MemorySteps people;
  test::MemorySteps replayed(&people);
  Status read = people.follow(*catalogue().find_projection("people"), log, kPartition);
  if (read.ok()) read = replayed.follow(projection, log, kPartition);
  if (!read.ok()) {
    if (!platform_->faulty()) findings_.add("replay: " + read.error().message);
    return;
  }
  // A projection that cannot be written goes on in memory, or says so.
  if (steps.value()->end() != replayed.end()) {
    if (!platform_->dead() && !platform_->faulty()) {
      findings_.add(fmt::format("{} does not follow the log", projection.name()));
    }
    return;
  }
  try {
    if (test::persons(*steps.value()) != test::persons(replayed)) {
      findings_.add(fmt::format("{} is not what replay says", projection.name()));
    }
  } catch (const std::exception& error) {
    if (!platform_->faulty()) findings_.add(fmt::format("{}: {}", projection.name(), error.what()));
  }
}

}  // namespace dangol::simulation
