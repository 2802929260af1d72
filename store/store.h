// A store, open: the log and everything beside it, under one lock. The members may be used from any
// thread, as each of them says.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/outcome.h"
#include "events/sealing_seams.h"
#include "store/anchor.h"
#include "store/checkpoints.h"
#include "store/data_dir.h"
#include "store/disk_space.h"
#include "store/erasures.h"
#include "store/event_log.h"
#include "store/snapshots.h"
#include "store/stream_index.h"
#include "store/vault.h"
#include "store/vault_rotation.h"

namespace rocksdb {
class Env;
}

namespace dangol {

// What to do with a store that is behind its anchor: an older copy than the one that was signed last.
enum class BehindAnchor : std::uint8_t {
  kRefuse,
  kOpen,  // to restore it; nothing may be signed or served before that is done
};

// The vault of names and keys, or the one apart with what a law keeps.
enum class WhichVault : std::uint8_t { kVault, kHeld };
const char* to_string(WhichVault which);  // `vault`, `held`: as their folders

class Store {
 public:
  struct Options {
    std::string key_file;                // of the key-encryption key; required
    std::string held_key_file;           // of the vault apart; empty: key_file and ".held"
    Missing missing = Missing::kCreate;  // what to do when there is no store yet
    std::string origin;                  // the name of a new store's log; empty: a random one
    std::string anchor;                  // file of the anchor; empty: none is kept
    BehindAnchor behind_anchor = BehindAnchor::kRefuse;
    Entropy* entropy = nullptr;  // nullptr: the operating system's
    DiskSpaceOptions disk;
    IndexOptions index;
    // Tests only: asked before each step of finishing an erasure; an error ends it there.
    std::function<Status(ErasureStep)> before_step;
    // Tests only: the files of all three databases; outlives the store. nullptr: the system's.
    rocksdb::Env* env = nullptr;
  };
  // Opens, or creates, the store in `dir`: takes the lock, opens the log and the vault, checks what is
  // derived against the log and rebuilds what does not agree. Errors as DataDir, RocksDbLog, Vault
  // and StreamIndex say, and kCorrupt or kUsage, with what to do, when the store is not the one that
  // its anchor speaks of.
  static Result<std::unique_ptr<Store>> open(const std::string& dir, const Options& options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Closes every database and opens it again as open() does, while the lock is held throughout: the
  // way on after a write that failed. REQUIRES: nobody uses log(), vault(), index(), snapshots() or
  // what they gave out; references to them end here. After an error the store is closed, nothing but
  // reopen() may be called, and that may be tried again.
  Status reopen();

  // What is derived has met damage; reopen() rebuilds it from the log. Thread-safe.
  bool wants_reopening() const { return derived_->index_is_damaged(); }

  // kUnavailable, with a sentence, while the disk has too little room to begin anything new. Costs
  // one system call. Thread-safe.
  Status room() { return disk_->room(); }

  // Lets go of memory that only makes things faster, for a program that has nothing to do: as
  // EventLog::give_back(), of every database. Takes as long as writing some tens of MiB. Thread-safe.
  void give_back();

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

  // The name of the log; empty: nobody has written to it since it was made by an older program.
  const std::string& origin() const { return dir_->origin(); }
  // Gives the log a name and makes its anchor, where it has none yet: who may write calls it first.
  // Not while others use the store.
  Status name_log();
  // The log goes on under another name: what `dangol restore` does, and nobody else may. The anchor,
  // whose checkpoint is the old name's, begins anew; its erasures stay.
  Status rename_log(std::string origin);
  // nullptr: none is kept. Stands as long as the store.
  Anchor* anchor() { return anchor_.get(); }
  // Stand as long as the store, also while it is being opened again.
  Checkpoints& checkpoints() { return *checkpoints_; }

  // The vault apart, with the keys that a law keeps of those who were forgotten: open while somebody has
  // it, and made when there is none and `missing` is kCreate. Errors as open_vault(), and kRejected when
  // it would be made with the other vault's key. Thread-safe.
  Result<std::shared_ptr<Vault>> held(Missing missing);
  bool has_held() const;
  // What can be seen of the vault apart without its key; nothing when there is none. Thread-safe.
  struct HeldSummary {
    std::vector<KeptStream> kept;  // with neither subject nor keys
    DestroyedHere destroyed;
  };
  Result<HeldSummary> look_at_held();

  // Makes the key-encryption key of a vault anew and destroys the old one: store/vault_rotation.h. The
  // store is closed and opened again meanwhile. REQUIRES and after an error of kUnavailable or kCorrupt:
  // as reopen().
  Status rotate(WhichVault which, Micros now);
  // Finishes what is owed to those who were forgotten (store/erasures.h): open() and reopen() do. After
  // an error nobody may be served until it was repeated. REQUIRES: nobody reads; no engine stands.
  Status finish_erasures();

  EventLog& log() { return *log_; }
  Vault& vault() { return *vault_; }
  StreamIndex& index() { return *index_; }
  Snapshots& snapshots() { return *snapshots_; }
  Entropy& entropy() { return *entropy_; }
  // Where what is remembered of the clock stands: see clock_mark.h.
  std::filesystem::path clock_mark() const { return dir_->clock(); }
  // Where read models are kept: see projection_folder.h. The same for as long as the store lives.
  std::filesystem::path projections() const { return dir_->projections(); }

 private:
  explicit Store(Options options);
  Status open_databases();
  Status open_derived();
  Status open_anchor();
  Status check_anchor();
  VaultPlace place_of(WhichVault which) const;
  Status refuse_one_key() const;
  void close_databases();
  // The vault must hold what the log's records need: as many syncs, and (for logs that do not count
  // them yet) the newest record's keys, live or destroyed.
  Status check_vault(std::uint64_t syncs_needed);

  std::atomic<bool> written_ = false;

  const Options options_;
  OsEntropy os_entropy_;
  Entropy* const entropy_;
  // In the order of opening; closed in reverse, the lock last.
  std::unique_ptr<DataDir> dir_;
  std::unique_ptr<DiskSpace> disk_;
  std::unique_ptr<Checkpoints> checkpoints_;
  std::unique_ptr<Anchor> anchor_;
  std::unique_ptr<Vault> vault_;
  std::mutex held_mutex_;
  std::weak_ptr<Vault> held_;
  std::unique_ptr<EventLog> log_;
  std::unique_ptr<DerivedDb> derived_;
  std::unique_ptr<Snapshots> snapshots_;
  std::unique_ptr<StreamIndex> index_;
};

}  // namespace dangol
