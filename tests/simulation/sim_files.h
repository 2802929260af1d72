// A disk with a memory for what is safe. The files are real ones, so that whatever reads them beside RocksDB sees
// the same; what was written and what was synced are kept apart, for bytes and for names. So the power can go at
// any operation and take what was not synced: whole, from some byte on, or sector by sector; creations, renames
// and deletions of a folder that was not synced, the last ones first. Any operation can fail, once or from now
// on, and the disk can fill up.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "tests/simulation/dice.h"

namespace rocksdb {
class Env;
}

namespace dangol::simulation {

class SimDisk;

enum class DiskOp : std::uint8_t { kWrite, kSync, kRead, kCreate, kRename, kDelete };
inline constexpr std::size_t kDiskOps = 6;
const char* to_string(DiskOp op);

struct DiskFault {
  DiskOp op = DiskOp::kSync;
  std::string path = {};    // a part of the file's path
  std::uint64_t after = 0;  // so many succeed before
  std::uint64_t times = 1;  // how often; kForever: until heal()
  bool retryable = false;   // as RocksDB is told of it
  static constexpr std::uint64_t kForever = UINT64_MAX;
};

// Thread-safe, but for restore_power().
class SimFiles {
 public:
  // `graves`: an empty folder of its own, on the same file system, where deleted files lie until that is synced.
  explicit SimFiles(std::filesystem::path graves);
  ~SimFiles();
  rocksdb::Env* env();

  void fail(DiskFault fault);
  // Only so many more bytes fit; what is deleted gives no room back.
  void fill_up(std::uint64_t free_bytes);
  // Each sync that is waited for takes so long: `pass` is told of it, on the thread that called this.
  void slow_down(std::function<void()> pass);
  void heal();
  // Something may fail now.
  bool faulty() const;
  // Faults that were met.
  std::uint64_t met() const;

  // The power goes at the next operation but so many that would change the disk.
  void lose_power_after(std::uint64_t operations);
  void lose_power() { lose_power_after(0); }
  // Or not, after all.
  void keep_power();
  bool has_power() const;
  // What was not synced is lost as the dice say. REQUIRES: everything that had files open here is gone.
  void restore_power(Dice& dice);
  // The process ended and the machine goes on: whatever was written is there, and as little synced as before.
  void process_ended();

  // Told when a database is closed, with its folder.
  void on_close(std::function<void(const std::string& dir)> told);

 private:
  std::shared_ptr<SimDisk> disk_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace dangol::simulation
