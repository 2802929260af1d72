// What a simulated disk remembers (sim_files.h): which bytes and names are safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <rocksdb/io_status.h>

#include "tests/simulation/sim_files.h"

namespace dangol::simulation {

// One file, under whatever name.
struct SimInode {
  std::uint64_t written = 0, synced = 0;
};
using SimInodePtr = std::shared_ptr<SimInode>;

// One change of a folder that was not synced yet.
struct NameChange {
  DiskOp op = DiskOp::kCreate;  // kCreate, kRename, kDelete
  std::string path;             // created, deleted, or renamed to
  std::string from;             // of a rename
  std::filesystem::path grave;  // where what `path` was before lies; empty: nothing
  SimInodePtr buried;           // its bytes
};

class SimDisk {
 public:
  explicit SimDisk(std::filesystem::path graves) : graves_(std::move(graves)) {}

  mutable std::mutex mutex;
  std::vector<DiskFault> faults;
  std::optional<std::uint64_t> free_bytes;
  std::uint64_t met = 0;
  std::optional<std::uint64_t> power_left;  // operations until it goes
  bool power = true;
  std::map<std::string, SimInodePtr> files;
  std::map<std::string, std::vector<NameChange>> unsynced_names;  // by folder, oldest first
  std::function<void(const std::string&)> closed;
  std::function<void()> slow;  // while a sync lasts
  std::thread::id slow_for;

  // What the operation meets; OK: it goes on. REQUIRES: mutex, for these and what follows.
  rocksdb::IOStatus meet(DiskOp op, const std::string& path);
  void created(const std::string& path, std::filesystem::path grave, SimInodePtr buried);
  void renamed(const std::string& from, const std::string& to, std::filesystem::path grave);
  void deleted(const std::string& path, std::filesystem::path grave);
  void folder_synced(const std::string& dir);
  // Puts a file where nobody looks for it, in case that its deletion is lost; empty: there is none.
  std::filesystem::path bury(const std::string& path);

  void restore(std::uint64_t seed);
  void forget();

 private:
  void lose_names(std::uint64_t seed);
  void undo(const NameChange& change);
  void lose_bytes(const std::string& path, const SimInode& inode, Dice& dice) const;

  const std::filesystem::path graves_;
  std::uint64_t next_grave_ = 0;
};

}  // namespace dangol::simulation
