#include "tests/simulation/sim_disk.h"

#include <algorithm>
#include <fstream>
#include <functional>
#include <system_error>
#include <utility>

namespace dangol::simulation {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kSector = 512;

// What becomes of one file or folder says nothing of what becomes of others.
Dice dice_of(std::uint64_t seed, const std::string& path) {
  return Dice(seed ^ std::hash<std::string>{}(fs::path(path).filename().string()));
}

std::string folder_of(const std::string& path) { return fs::path(path).parent_path().string(); }

}  // namespace

const char* to_string(DiskOp op) {
  switch (op) {
    case DiskOp::kWrite: return "write";
    case DiskOp::kSync: return "sync";
    case DiskOp::kRead: return "read";
    case DiskOp::kCreate: return "create";
    case DiskOp::kRename: return "rename";
    case DiskOp::kDelete: return "delete";
  }
  return "";
}

rocksdb::IOStatus SimDisk::meet(DiskOp op, const std::string& path) {
  if (op != DiskOp::kRead) {
    if (power && power_left) {
      if (*power_left == 0) {
        power = false;
      } else {
        --*power_left;
      }
    }
    if (!power) return rocksdb::IOStatus::IOError("no power");
  }
  for (DiskFault& fault : faults) {
    if (fault.op != op || path.find(fault.path) == std::string::npos || fault.times == 0) continue;
    if (fault.after > 0) {
      --fault.after;
      continue;
    }
    if (fault.times != DiskFault::kForever) --fault.times;
    ++met;
    auto error = rocksdb::IOStatus::IOError(std::string("a ") + to_string(op) + " fails", path);
    error.SetRetryable(fault.retryable);
    return error;
  }
  return rocksdb::IOStatus::OK();
}

fs::path SimDisk::bury(const std::string& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return {};
  fs::path grave = graves_ / std::to_string(next_grave_++);
  // A second name of the same file: the first is the caller's to take away.
  fs::create_hard_link(path, grave, error);
  return error ? fs::path() : grave;
}

void SimDisk::created(const std::string& path, fs::path grave, SimInodePtr buried) {
  unsynced_names[folder_of(path)].push_back(
      {DiskOp::kCreate, path, "", std::move(grave), std::move(buried)});
}

void SimDisk::renamed(const std::string& from, const std::string& to, fs::path grave) {
  auto node = files.extract(from);
  SimInodePtr buried;
  if (auto there = files.find(to); there != files.end()) {
    buried = there->second;
    files.erase(there);
  }
  if (node) {
    node.key() = to;
    files.insert(std::move(node));
  }
  unsynced_names[folder_of(to)].push_back({DiskOp::kRename, to, from, std::move(grave), buried});
}

void SimDisk::deleted(const std::string& path, fs::path grave) {
  SimInodePtr buried;
  if (auto there = files.find(path); there != files.end()) {
    buried = there->second;
    files.erase(there);
  }
  unsynced_names[folder_of(path)].push_back({DiskOp::kDelete, path, "", std::move(grave), buried});
}

void SimDisk::folder_synced(const std::string& dir) {
  auto changes = unsynced_names.find(dir);
  if (changes == unsynced_names.end()) return;
  std::error_code ignored;
  for (const NameChange& change : changes->second) {
    if (!change.grave.empty()) fs::remove(change.grave, ignored);
  }
  unsynced_names.erase(changes);
}

void SimDisk::undo(const NameChange& change) {
  std::error_code error;
  if (!fs::exists(folder_of(change.path), error)) return;  // the folder itself is gone
  SimInodePtr there;
  if (auto node = files.extract(change.path)) there = node.mapped();
  if (change.op == DiskOp::kRename) {
    fs::rename(change.path, change.from, error);
    if (!error && there) files[change.from] = there;
  } else if (change.op == DiskOp::kCreate) {
    fs::remove(change.path, error);
  }
  if (change.grave.empty()) return;
  fs::rename(change.grave, change.path, error);
  if (!error && change.buried) files[change.path] = change.buried;
}

// Of each folder the last changes are lost, as a journal of names loses them.
void SimDisk::lose_names(std::uint64_t seed) {
  for (auto& [dir, changes] : unsynced_names) {
    Dice dice = dice_of(seed, dir);
    std::size_t lost = dice.chance(40) ? 0 : dice.pick(changes.size() + 1);
    while (lost-- > 0) {
      undo(changes.back());
      changes.pop_back();
    }
  }
}

void SimDisk::lose_bytes(const std::string& path, const SimInode& inode, Dice& dice) const {
  std::error_code error;
  if (inode.written <= inode.synced || !fs::exists(path, error)) return;
  switch (dice.pick(4)) {
    case 0: fs::resize_file(path, inode.synced, error); return;
    case 1:
      fs::resize_file(path, inode.synced + dice.pick(inode.written - inode.synced + 1), error);
      return;
    case 2: return;  // all had been written by then
    default: break;
  }
  fs::resize_file(path, inode.written, error);
  std::fstream out(path, std::ios::in | std::ios::out | std::ios::binary);
  for (std::uint64_t at = inode.synced; at < inode.written;) {
    const std::uint64_t end = std::min(inode.written, (at / kSector + 1) * kSector);
    if (dice.chance(50)) {
      out.seekp(static_cast<std::streamoff>(at));
      out << std::string(end - at, '\0');
    }
    at = end;
  }
}

void SimDisk::restore(std::uint64_t seed) {
  lose_names(seed);
  for (const auto& [path, inode] : files) {
    Dice dice = dice_of(seed, path);
    lose_bytes(path, *inode, dice);
  }
  forget();
}

void SimDisk::forget() {
  for (const auto& [dir, changes] : unsynced_names) {
    std::error_code ignored;
    for (const NameChange& change : changes) {
      if (!change.grave.empty()) fs::remove(change.grave, ignored);
    }
  }
  unsynced_names.clear();
  files.clear();
  faults.clear();
  free_bytes.reset();
  power_left.reset();
  power = true;
}

}  // namespace dangol::simulation
