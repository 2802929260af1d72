// A store, open: the log and everything beside it, under one lock. The members may be used from any
// thread, as each of them says.
#pragma once

#include <memory>
#include <string>

#include "events/outcome.h"
#include "events/sealing_seams.h"
#include "store/data_dir.h"
#include "store/event_log.h"
#include "store/snapshots.h"
#include "store/stream_index.h"
#include "store/vault.h"

namespace dangol {

class Store {
 public:
  struct Options {
    std::string key_file;                // of the key-encryption key; required
    Missing missing = Missing::kCreate;  // what to do when there is no store yet
    Entropy* entropy = nullptr;          // nullptr: the operating system's
  };
  // Opens, or creates, the store in `dir`: takes the lock, opens the log and the vault, checks what is
  // derived against the log and rebuilds what does not agree. Errors as DataDir, RocksDbLog, Vault
  // and StreamIndex say.
  static Result<std::unique_ptr<Store>> open(const std::string& dir, const Options& options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  EventLog& log() { return *log_; }
  Vault& vault() { return *vault_; }
  StreamIndex& index() { return *index_; }
  Snapshots& snapshots() { return *snapshots_; }
  Entropy& entropy() { return *entropy_; }

 private:
  Store() = default;

  // In the order of opening; closed in reverse, the lock last.
  std::unique_ptr<DataDir> dir_;
  OsEntropy os_entropy_;
  Entropy* entropy_ = &os_entropy_;
  std::unique_ptr<Vault> vault_;
  std::unique_ptr<EventLog> log_;
  std::unique_ptr<DerivedDb> derived_;
  std::unique_ptr<Snapshots> snapshots_;
  std::unique_ptr<StreamIndex> index_;
};

}  // namespace dangol
