// A store, open: the log and everything beside it, under one lock. The members may be used from any
// thread, as each of them says.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <utility>

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

  // The right to write, held by one engine at a time: two would hand out the same versions.
  class Writing {
   public:
    Writing(Writing&& other) noexcept : store_(std::exchange(other.store_, nullptr)) {}
    Writing& operator=(Writing&&) = delete;
    ~Writing() {
      if (store_ != nullptr) store_->written_ = false;
    }

   private:
    friend class Store;
    explicit Writing(Store* store) : store_(store) {}
    Store* store_;
  };
  // nullopt while somebody else has it. Thread-safe.
  std::optional<Writing> begin_writing() {
    if (written_.exchange(true)) return std::nullopt;
    return Writing(this);
  }

  EventLog& log() { return *log_; }
  Vault& vault() { return *vault_; }
  StreamIndex& index() { return *index_; }
  Snapshots& snapshots() { return *snapshots_; }
  Entropy& entropy() { return *entropy_; }

 private:
  Store() = default;
  // The newest record's keys must be in the vault, live or destroyed.
  Status check_vault();

  std::atomic<bool> written_ = false;

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
