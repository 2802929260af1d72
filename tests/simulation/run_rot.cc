// Damage at rest: one bit of one file, or its end. What was acknowledged is then served whole, or refused in words.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "tests/simulation/run.h"

namespace dangol::simulation {
namespace {

namespace fs = std::filesystem;

// Files that say something: locks and RocksDB's own diary do not.
std::vector<fs::path> files_in(const fs::path& dir, bool only_write_ahead) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(dir)) {
    if (!entry.is_regular_file() || entry.file_size() == 0) continue;
    const std::string name = entry.path().filename();
    if (name.starts_with("LO") || name == "lock") continue;
    if (only_write_ahead && entry.path().extension() != ".log") continue;
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string damage(const fs::path& dir, Dice& dice) {
  std::vector<fs::path> files = files_in(dir, dice.chance(50));
  if (files.empty()) files = files_in(dir, false);
  const fs::path& file = files[dice.pick(files.size())];
  const std::uint64_t size = fs::file_size(file);
  const std::uint64_t at = dice.pick(size);
  const std::string name = fs::relative(file, dir).string();
  if (dice.chance(25)) {
    fs::resize_file(file, at);
    return fmt::format("{} is cut off at byte {} of {}", name, at, size);
  }
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekg(static_cast<std::streamoff>(at));
  const int byte = bytes.get();
  const int bit = static_cast<int>(dice.pick(8));
  bytes.seekp(static_cast<std::streamoff>(at));
  bytes.put(static_cast<char>(byte ^ (1 << bit)));
  return fmt::format("bit {} of byte {} of {} in {} is another", bit, at, size, name);
}

}  // namespace

// What is derived from another log stands in the place of what was derived from this one.
std::string Run::exchange_derived(const fs::path& dir, Dice& dice) {
  const fs::path other = dir_ / "other";
  fs::create_directory(other);
  test::SeededEntropy entropy(dice.next());
  WorldOptions options = options_of(plan_);
  options.dir = other;
  options.entropy = &entropy;
  {
    Findings found;
    Trace trace;
    World world(options, found, trace);
    Status stands = world.start();
    for (std::size_t batches = 4 + dice.pick(20); batches > 0 && stands.ok(); --batches) {
      std::vector<SentEvent> events;
      for (int i = 0; i < 6; ++i)
        events.push_back(std::move(workload_.next(dice, world.now).event));
      stands = world.submit(std::move(events), {}, [](const Outcomes&) {});
      if (stands.ok()) stands = world.settle(dice);
    }
    if (!stands.ok()) findings_.add("another store fails: " + stands.error().message);
    // Snapshots say whose they are, and nobody asks for those of other streams.
    std::vector<StreamToken> streams;
    static_cast<void>(world.store().snapshots().scan([&](const Snapshot& snapshot) {
      streams.push_back(snapshot.token);
      return true;
    }));
    for (const StreamToken& stream : streams) {
      static_cast<void>(world.store().snapshots().erase(stream));
    }
  }
  fs::remove_all(dir / "store" / "derived");
  fs::rename(other / "store" / "derived", dir / "store" / "derived");
  fs::remove_all(other);
  return "the derived database is of another log";
}

void Run::rot(Dice& dice) {
  if (plan_.ground == Ground::kMemory) return;
  platform_->calm();
  settle(dice);
  if (stopped()) return;
  world_.kill();
  const fs::path copy = dir_ / "rotten";
  fs::create_directory(copy);
  fs::copy(dir_ / "store", copy / "store", fs::copy_options::recursive);
  fs::copy(dir_ / "key", copy / "key");
  const std::string what =
      dice.chance(25) ? exchange_derived(copy, dice) : damage(copy / "store", dice);
  {
    Findings found;
    Model model(model_, found);
    Audit audit(audit_, model, found);
    WorldOptions options = options_of(plan_);
    options.dir = copy;
    World world(options, found, trace_);
    world.now = world_.now;
    world.uptime = world_.uptime;
    const Status opened = world.start();
    if (opened.ok()) {
      world.rest();
      audit.read(world.store());
    }
    const bool refused = !opened.ok() || audit.refused();
    trace_.add(fmt::format("  {}: {}", what, refused ? "refused" : "served whole"));
    if (!refused && !found.none()) findings_.add(what + ", and then: " + found.all().front());
    if (!opened.ok() && opened.error().code == ErrorCode::kUnavailable) {
      findings_.add(what + ", and that is not called damage: " + opened.error().message);
    }
  }
  fs::remove_all(copy);
  open(dice, [this] { return world_.start(); });
}

}  // namespace dangol::simulation
