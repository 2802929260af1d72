// The data directory: what lies where, whose it is, and who has it open.
//
//   DIR/lock      locked by the process that has the store open; holds its process id
//   DIR/meta      text: what this directory is, its format version (see data_dir.cc)
//   DIR/reserve   room on the disk, for an opening when it is full (store/disk_space.h)
//   DIR/log/      the log: the only truth
//   DIR/vault/    names and keys; backed up and purged on its own
//   DIR/checkpoints/  the statements that were signed of the log (store/checkpoints.h)
//   DIR/held/     the keys that a law keeps of those who were forgotten; may be absent
//   DIR/mark      the end of the log as last acknowledged (store/tail_mark.h)
//   DIR/clock     text: what is remembered of the clock (store/clock_mark.h); may be absent
//   DIR/derived/  indexes and snapshots: may be deleted while nobody has the store open
//   DIR/projections/  read models (store/projection_folder.h): the same
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "events/outcome.h"
#include "store/origin.h"

namespace dangol {

// What to do when there is no store yet.
enum class Missing : std::uint8_t { kCreate, kRefuse };

// Holds the lock over all databases of one directory for as long as it lives, so it is opened
// before and destroyed after them. Not thread-safe, but for the paths.
class DataDir {
 public:
  // Takes the lock first, then reads, or creates, `meta`. Creation may be cut short at any moment:
  // the next open finishes it.
  // kInUse: another process has it (the message says which). kUsage: a newer program wrote it, or
  // the directory is something else; it is then left exactly as it was. kNotFound: there is no
  // store and `missing` is kRefuse. kCorrupt: `meta` is not readable.
  // A new store gets its origin from `naming`; kUsage too when that names one, and the store has
  // another.
  static Result<std::unique_ptr<DataDir>> open(const std::filesystem::path& dir, Missing missing,
                                               const Naming& naming = {});
  ~DataDir();
  DataDir(const DataDir&) = delete;
  DataDir& operator=(const DataDir&) = delete;

  const std::filesystem::path& path() const { return dir_; }
  std::filesystem::path log() const { return dir_ / "log"; }
  std::filesystem::path vault() const { return dir_ / "vault"; }
  std::filesystem::path held() const { return dir_ / "held"; }
  std::filesystem::path mark() const { return dir_ / "mark"; }
  std::filesystem::path derived() const { return dir_ / "derived"; }
  std::filesystem::path checkpoints() const { return dir_ / "checkpoints"; }
  std::filesystem::path clock() const { return dir_ / "clock"; }
  std::filesystem::path projections() const { return dir_ / "projections"; }

  // The name of the log; empty: an older program made the store, and it has none yet.
  const std::string& origin() const { return origin_; }
  // Durable on return. Whether the name may change is for others to know.
  Status set_origin(std::string origin);

  // How to open log and vault: created while the store is new; afterwards one that is absent was
  // lost, and must not silently start from nothing.
  Missing databases() const { return new_ ? Missing::kCreate : Missing::kRefuse; }
  // To be called once log and vault have been created; until then every open creates what is
  // absent.
  Status databases_created();

 private:
  DataDir(std::filesystem::path dir, int lock_fd) : dir_(std::move(dir)), lock_fd_(lock_fd) {}
  Status create(const Naming& naming);
  Status load(const Naming& naming);
  Status load_meta();
  Status write_meta();

  std::filesystem::path dir_;
  int lock_fd_;
  bool new_ = true;
  std::string origin_;
};

}  // namespace dangol
