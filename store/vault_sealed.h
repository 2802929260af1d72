// The vault over rows of any engine: seals, finds, keeps new rows pending.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "store/limits.h"
#include "store/vault.h"
#include "store/vault_cache.h"
#include "store/vault_key_file.h"
#include "store/vault_rows.h"

namespace dangol {

// Whether the rows are of a format this program reads and of these secrets. Writes both marks into
// rows that are empty. kUsage: a newer format, or the key file of another vault. kCorrupt: rows
// without their marks. `place` names the vault in the sentence.
Status check_vault(VaultRows& rows, const VaultSecrets& secrets, const std::string& place,
                   Entropy& entropy);

class SealedVault final : public Vault {
 public:
  // REQUIRES: check_vault(*rows, secrets) passed; entropy outlives this and is thread-safe.
  SealedVault(std::unique_ptr<VaultRows> rows, const VaultSecrets& secrets, Entropy& entropy,
              std::size_t cached_subjects = kVaultCachedSubjects);

  Result<KeySet> keys_of(StreamToken stream) override;
  std::vector<Result<KeySet>> keys_of_each(std::span<const StreamToken> streams) override;
  Result<DataKey> current_key(StreamToken stream, Purpose purpose) override;
  Result<StreamToken> token_of(std::string_view subject) override;
  std::vector<Result<StreamToken>> tokens_of(std::span<const std::string> subjects) override;
  Result<std::optional<StreamToken>> find(std::string_view subject) override;
  Result<std::optional<std::string>> subject_of(StreamToken token) override;
  Status sync() override;
  std::uint64_t syncs() const override { return syncs_.load(); }
  void give_back() override;
  void drop_pending() override;
  Status add_identifier(StreamToken stream, std::string_view kind,
                        std::string_view identifier) override;
  Result<std::vector<StreamToken>> streams_with_identifier(std::string_view kind,
                                                           std::string_view identifier) override;
  Status destroy_keys(StreamToken stream, std::span<const Purpose> purposes, Micros now) override;
  Status forget_subject(StreamToken stream) override;
  Status forget_stream(StreamToken stream, Micros now) override;
  Status purge() override;
  Result<DestroyedHere> destroyed() override;
  Result<std::optional<UntoldRotation>> untold_rotation() override;
  Status rotation_told() override;
  Status fence(std::string_view subject, Micros since, std::span<const EventName> events) override;
  Result<std::optional<Micros>> forgotten_since(std::string_view subject) override;
  Result<bool> is_forgotten_event(std::string_view subject, const EventName& event) override;
  Status begin_anew(std::string_view subject, StreamToken token) override;
  Result<KeptStream> kept_of(StreamToken stream, std::span<const Purpose> purposes) override;
  Status keep(const KeptStream& stream) override;
  Status keep_only(StreamToken stream, std::span<const Purpose> purposes, Micros now) override;
  Result<std::vector<KeptStream>> kept() override;

 private:
  using RowMap = std::map<std::string, std::string, std::less<>>;

  // Reading: rows that are pending or being written come before those on disk. The first form
  // needs no lock; the _locked one is for get-or-create, REQUIRES mutex_.
  Result<std::optional<std::string>> get(std::string_view key);
  Result<std::optional<std::string>> get_locked(std::string_view key);
  std::vector<Result<std::optional<std::string>>> get_each(std::span<const std::string> keys);
  Result<std::vector<VaultRow>> scan(std::string_view prefix);
  Result<std::vector<VaultRow>> scan_locked(std::string_view prefix);
  std::optional<std::string> pending_value(std::string_view key) const;
  void add_pending(std::string key, std::string value);
  struct Overlay {
    RowMap rows;
    bool complete = false;  // no further row can be on disk, so disk need not be asked
  };
  Overlay pending_rows(std::string_view prefix) const;
  Result<std::vector<VaultRow>> with_stored(std::string_view prefix, Overlay overlay) const;
  static void add_stored(std::vector<VaultRow> stored, Overlay& overlay);
  static std::vector<VaultRow> in_order(const Overlay& overlay);

  Result<std::optional<StreamToken>> cached_or_stored(std::string_view subject);
  Result<StreamToken> new_token(std::string_view subject);
  Result<StreamToken> open_token(std::string_view row, std::string_view value) const;
  Result<KeySet> open_keys(const std::vector<VaultRow>& rows, std::uint32_t* last_generation) const;
  // What of a stream is to be removed: its keys (none given: of every purpose), its subject.
  Status add_key_removal(StreamToken stream, std::span<const Purpose> purposes, VaultBatch& batch);
  Status add_subject_removal(StreamToken stream, VaultBatch& batch,
                             std::optional<std::string>& subject);
  Status remove_subject(StreamToken stream, VaultBatch batch, Micros now);
  Status writable() const;
  Status write_now(const VaultBatch& batch);
  // The same of one that may remove a stream's keys: notes that it does.
  Status write_removal(VaultBatch batch, Micros now);

  const std::unique_ptr<VaultRows> rows_;
  const HmacKey row_keys_, index_;
  Entropy& entropy_;

  std::mutex sync_mutex_;  // one writing at a time; taken before mutex_
  mutable std::mutex mutex_;
  RowMap pending_, writing_;
  RecentMap<std::string, StreamToken, TextHasher> tokens_;
  RecentMap<StreamToken, std::string, Bytes16Hasher> subjects_;
  // Counts what took rows away: what was read before must not enter the caches after.
  std::uint64_t removals_ = 0;
  std::atomic<std::size_t> unsynced_{0};
  std::atomic<std::uint64_t> syncs_{0};
  std::atomic<bool> failed_{false};
  std::atomic<bool> somebody_forgotten_{false};
};

}  // namespace dangol
