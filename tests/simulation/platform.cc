#include "tests/simulation/platform.h"

#include <fstream>
#include <utility>

#include <fmt/format.h>

#include "store/memory_log.h"
#include "tests/simulation/databases.h"
#include "tests/simulation/seams.h"
#include "tests/simulation/shared_log.h"
#include "tests/simulation/sim_files.h"

namespace dangol::simulation {
namespace {

namespace fs = std::filesystem;

fs::path graves_in(const fs::path& dir) {
  fs::create_directories(dir / "graves");
  return dir / "graves";
}

class OnMemory final : public Platform {
 public:
  explicit OnMemory(const fs::path& dir) : files_(graves_in(dir)) {
    seams().log = [this] { return std::make_unique<SharedLog>(log_, dead_); };
    files_.on_close([](const std::string& closed) { Databases::open().closed(closed); });
  }
  ~OnMemory() override { seams() = {}; }

  rocksdb::Env* env() override { return files_.env(); }
  std::string fail(Dice& dice) override {
    constexpr AppendFault kFaults[] = {AppendFault::kUnknownStored, AppendFault::kUnknownNotStored,
                                       AppendFault::kFenced};
    constexpr const char* kNames[] = {"is unknown, and stored", "is unknown, and not stored",
                                      "is fenced"};
    const std::size_t fault = dice.pick(3);
    log_.fail_next_append(PartitionId(0), kFaults[fault]);
    return fmt::format("the next frame {}", kNames[fault]);
  }
  bool faulty() const override { return false; }
  void heal() override {}
  std::string power(Dice&) override { return "there is none to lose"; }
  void calm() override {}
  bool dead() const override { return dead_; }
  std::string die(Dice&) override {
    dead_ = true;
    return "the process is killed";
  }
  void revive(Dice&) override { dead_ = false; }
  std::string tidy(Dice& dice) override { return Databases::open().tidy(dice); }

 private:
  SimFiles files_;
  MemoryLog log_;
  bool dead_ = false;
};

class OnDisk final : public Platform {
 public:
  OnDisk(const fs::path& dir, Pass pass)
      : mark_(dir / "store" / "mark"), pass_(std::move(pass)), files_(graves_in(dir)) {
    files_.on_close([](const std::string& closed) { Databases::open().closed(closed); });
  }

  rocksdb::Env* env() override { return files_.env(); }
  std::string fail(Dice& dice) override {
    if (dice.chance(15)) {
      const std::uint64_t bytes = dice.pick(20'000);
      files_.fill_up(bytes);
      return fmt::format("{} bytes are left on the disk", bytes);
    }
    if (dice.chance(10)) {
      const Micros by(static_cast<std::int64_t>(1 + dice.pick(90'000)) * 1'000'000);
      files_.slow_down([this, by] { pass_(by); });
      return fmt::format("each sync takes {} s", by.value() / 1'000'000);
    }
    // Writes and syncs mostly: these are what there is most of.
    constexpr DiskOp kOps[] = {DiskOp::kWrite, DiskOp::kSync,   DiskOp::kSync,   DiskOp::kSync,
                               DiskOp::kRead,  DiskOp::kCreate, DiskOp::kRename, DiskOp::kDelete};
    constexpr const char* kPaths[] = {"store/", "store/log/", "store/log/", "store/vault/",
                                      "store/derived/"};
    DiskFault fault;
    fault.op = kOps[dice.pick(std::size(kOps))];
    fault.path = kPaths[dice.pick(std::size(kPaths))];
    fault.after = dice.pick(4);
    fault.times = dice.chance(60) ? 1 : DiskFault::kForever;
    fault.retryable = dice.chance(50);
    std::string said = fmt::format("{} of {} fails{}, after {}{}", to_string(fault.op), fault.path,
                                   fault.times == 1 ? " once" : "", fault.after,
                                   fault.retryable ? ", and might be tried again" : "");
    files_.fail(std::move(fault));
    return said;
  }
  bool faulty() const override { return files_.faulty(); }
  void heal() override { files_.heal(); }
  std::string power(Dice& dice) override {
    const std::uint64_t operations = 1 + dice.pick(dice.chance(50) ? 8 : 80);
    files_.lose_power_after(operations);
    return fmt::format("the power goes after {} operations", operations);
  }
  void calm() override {
    files_.heal();
    files_.keep_power();
  }
  bool dead() const override { return dead_ || !files_.has_power(); }
  std::string die(Dice& dice) override {
    dead_ = true;
    loses_power_ = !files_.has_power() || dice.chance(60);
    files_.lose_power();
    return loses_power_ ? "the power goes" : "the process is killed";
  }
  void revive(Dice& dice) override {
    if (loses_power_) {
      files_.restore_power(dice);
      lose_mark(dice);
    } else {
      files_.process_ended();
    }
    dead_ = false;
  }
  std::string tidy(Dice& dice) override { return Databases::open().tidy(dice); }

 private:
  // It is never synced: what is there after a loss of power is what was there, nothing, or a part.
  void lose_mark(Dice& dice) {
    std::error_code ignored;
    if (!fs::exists(mark_, ignored)) return;
    if (dice.chance(20)) fs::remove(mark_, ignored);
    if (dice.chance(20)) fs::resize_file(mark_, dice.pick(24), ignored);
  }

  const fs::path mark_;
  const Pass pass_;
  SimFiles files_;
  bool dead_ = false;
  bool loses_power_ = false;
};

}  // namespace

std::unique_ptr<Platform> Platform::make(Ground ground, const fs::path& dir, Pass pass) {
  if (ground == Ground::kMemory) return std::make_unique<OnMemory>(dir);
  return std::make_unique<OnDisk>(dir, std::move(pass));
}

}  // namespace dangol::simulation
