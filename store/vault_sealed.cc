#include "store/vault_sealed.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "events/limits.h"
#include "events/sealing_cipher.h"
#include "store/vault_format.h"
#include "store/vault_row_seal.h"

namespace dangol {

using namespace vault_format;

SealedVault::SealedVault(std::unique_ptr<VaultRows> rows, const VaultSecrets& secrets,
                         Entropy& entropy, std::size_t cached_subjects)
    : rows_(std::move(rows)),
      row_keys_(secrets.wrapping.view()),
      index_(secrets.index.view()),
      entropy_(entropy),
      tokens_(cached_subjects),
      subjects_(cached_subjects) {
  auto syncs = rows_->get(kSyncsRow);
  if (!syncs.ok()) failed_ = true;
  if (syncs.ok() && syncs.value()) syncs_ = decode_u64(*syncs.value()).value_or(0);
  auto forgotten = rows_->get(kForgottenRow);
  if (!forgotten.ok()) failed_ = true;
  somebody_forgotten_ = forgotten.ok() && forgotten.value();
}

// ---- subjects

Result<StreamToken> SealedVault::open_token(std::string_view row, std::string_view value) const {
  const auto bytes = open_row(row_keys_, row, "", value);
  if (!bytes || bytes->size() != 16) return damaged_row(row);
  return StreamToken::from(*bytes);
}

Result<std::optional<StreamToken>> SealedVault::cached_or_stored(std::string_view subject) {
  if (failed_) return writable().error();
  std::unique_lock lock(mutex_);
  if (const StreamToken* token = tokens_.find(subject)) return std::optional(*token);
  const std::uint64_t removals = removals_;
  lock.unlock();
  const std::string row = subject_row(subject_mac(index_, subject));
  auto value = get(row);
  if (!value.ok()) return value.error();
  if (!value.value()) return std::optional<StreamToken>{};
  auto token = open_token(row, *value.value());
  if (!token.ok()) return token.error();
  lock.lock();
  if (removals == removals_) tokens_.insert(std::string(subject), token.value());
  return std::optional(token.value());
}

Result<std::optional<StreamToken>> SealedVault::find(std::string_view subject) {
  return cached_or_stored(subject);
}

Result<StreamToken> SealedVault::token_of(std::string_view subject) {
  if (subject.empty() || subject.size() > kMaxSubjectBytes) {
    return Error{ErrorCode::kRejected, fmt::format("a subject has 1 to {} bytes, this one has {}",
                                                   kMaxSubjectBytes, subject.size())};
  }
  auto known = cached_or_stored(subject);
  if (!known.ok()) return known.error();
  if (known.value()) return *known.value();
  return new_token(subject);
}

// REQUIRES: the subject fits, and had no token a moment ago.
Result<StreamToken> SealedVault::new_token(std::string_view subject) {
  StreamToken token;
  entropy_.fill(token.bytes);
  auto forgotten = forgotten_since(subject);
  if (!forgotten.ok()) return forgotten.error();
  if (forgotten.value()) return token;
  const std::string row = subject_row(subject_mac(index_, subject));
  std::string sealed_token = seal_row(row_keys_, row, "", token.view(), entropy_);
  const std::string reverse = token_row(token);
  std::string sealed_subject = seal_row(row_keys_, reverse, "", padded(subject), entropy_);

  const std::lock_guard lock(mutex_);
  auto meanwhile = get_locked(row);  // another thread may have been first
  if (!meanwhile.ok()) return meanwhile.error();
  if (meanwhile.value()) return open_token(row, *meanwhile.value());
  add_pending(row, std::move(sealed_token));
  add_pending(reverse, std::move(sealed_subject));
  tokens_.insert(std::string(subject), token);
  return token;
}

Result<std::optional<std::string>> SealedVault::subject_of(StreamToken token) {
  if (failed_) return writable().error();
  std::unique_lock lock(mutex_);
  if (const std::string* subject = subjects_.find(token)) return std::optional(*subject);
  const std::uint64_t removals = removals_;
  lock.unlock();
  const std::string row = token_row(token);
  auto value = get(row);
  if (!value.ok()) return value.error();
  if (!value.value()) return std::optional<std::string>{};
  const auto bytes = open_row(row_keys_, row, "", *value.value());
  auto subject = bytes ? unpadded(*bytes) : std::nullopt;
  if (!subject) return damaged_row(row);
  lock.lock();
  if (removals == removals_) subjects_.insert(token, *subject);
  return subject;
}

// ---- keys

Result<KeySet> SealedVault::open_keys(const std::vector<VaultRow>& rows,
                                      std::uint32_t* last_generation) const {
  KeySet keys;
  std::vector<std::pair<std::uint32_t, DataKey>> live;
  for (const VaultRow& row : rows) {
    const auto named = parse_key_row(row.key);
    if (!named) return damaged_row(row.key);
    if (named->state == KeyState::kDestroyed) {
      keys.destroyed.push_back(named->name);
      continue;
    }
    const std::string_view value = row.value;
    const auto generation = decode_u32(value.substr(0, 4));
    if (!generation) return damaged_row(row.key);
    auto secret = open_row(row_keys_, row.key, value.substr(0, 4), value.substr(4));
    if (!secret || secret->size() != sizeof(Secret)) return damaged_row(row.key);
    live.push_back({*generation, DataKey{named->name, HmacKey(*secret)}});
    wipe(secret->data(), secret->size());
  }
  std::stable_sort(live.begin(), live.end(), [](const auto& a, const auto& b) {
    return std::pair(a.second.name.purpose, a.first) < std::pair(b.second.name.purpose, b.first);
  });
  for (auto& [generation, key] : live) {
    if (last_generation != nullptr) *last_generation = generation;
    keys.live.push_back(std::move(key));
  }
  return keys;
}

Result<KeySet> SealedVault::keys_of(StreamToken stream) {
  if (failed_) return writable().error();
  auto rows = scan(keys_prefix(stream));
  if (!rows.ok()) return rows.error();
  return open_keys(rows.value(), nullptr);
}

Result<DataKey> SealedVault::current_key(StreamToken stream, Purpose purpose) {
  if (failed_) return writable().error();
  const std::lock_guard lock(mutex_);
  auto rows = scan_locked(keys_prefix(stream, purpose));
  if (!rows.ok()) return rows.error();
  std::uint32_t generation = 0;
  auto keys = open_keys(rows.value(), &generation);
  if (!keys.ok()) return keys.error();
  if (!keys.value().live.empty()) return keys.value().live.back();

  Secret secret;
  entropy_.fill(secret.bytes);
  std::array<std::uint8_t, 8> id;
  entropy_.fill(id);
  std::uint64_t number;
  std::memcpy(&number, id.data(), sizeof number);
  const KeyName name{purpose, KeyId(number | 1)};  // never 0
  const std::string row = key_row({stream, name, KeyState::kLive});
  const std::string head = encode_u32(generation + 1);
  add_pending(row, head + seal_row(row_keys_, row, head, secret.view(), entropy_));
  return DataKey{name, HmacKey(secret.view())};
}

// ---- the blind index

Status SealedVault::add_identifier(StreamToken stream, std::string_view kind,
                                   std::string_view identifier) {
  if (failed_) return writable();
  const Hash mac = identifier_mac(index_, kind, identifier);
  const std::string row = identifier_row(mac, stream);
  const std::lock_guard lock(mutex_);
  auto there = get_locked(row);
  if (!there.ok()) return there.error();
  if (there.value()) return Done{};
  add_pending(row, "");
  add_pending(identifier_of_stream_row(stream, mac), "");
  return Done{};
}

Result<std::vector<StreamToken>> SealedVault::streams_with_identifier(std::string_view kind,
                                                                      std::string_view identifier) {
  if (failed_) return writable().error();
  auto rows = scan(identifier_prefix(identifier_mac(index_, kind, identifier)));
  if (!rows.ok()) return rows.error();
  std::vector<StreamToken> streams;
  for (const VaultRow& row : rows.value()) {
    const auto stream = parse_identifier_row(row.key);
    if (!stream) return damaged_row(row.key);
    streams.push_back(*stream);
  }
  return streams;
}

}  // namespace dangol
