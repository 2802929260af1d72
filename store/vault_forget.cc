// SealedVault: those who were forgotten, and what a law keeps of them elsewhere.
#include <algorithm>

#include "events/limits.h"
#include "store/vault_format.h"
#include "store/vault_row_seal.h"
#include "store/vault_sealed.h"

namespace dangol {

using namespace vault_format;

namespace {

Error too_long() { return {ErrorCode::kUsage, "a subject, source or id is too long"}; }

}  // namespace

Status SealedVault::fence(std::string_view subject, Micros since,
                          std::span<const EventName> events) {
  if (subject.size() > kMaxSubjectBytes) return too_long();
  VaultBatch batch;
  batch.added.reserve(events.size() + 2);
  batch.added.push_back({std::string(kForgottenRow), ""});
  batch.added.push_back({forgotten_row(forgotten_mac(index_, subject), since), ""});
  for (const EventName& event : events) {
    if (event.source.size() > kMaxSourceBytes) return too_long();
    batch.added.push_back(
        {forgotten_event_row(forgotten_event_mac(index_, subject, event.source, event.id)), ""});
  }
  if (Status written = write_now(batch); !written.ok()) return written;
  somebody_forgotten_ = true;
  return Done{};
}

Result<std::optional<Micros>> SealedVault::forgotten_since(std::string_view subject) {
  if (failed_) return writable().error();
  std::optional<Micros> since;
  if (!somebody_forgotten_) return since;
  auto rows = rows_->scan(forgotten_prefix(forgotten_mac(index_, subject)));
  if (!rows.ok()) return rows.error();
  for (const VaultRow& row : rows.value()) {
    since = parse_forgotten_row(row.key);  // they ascend
    if (!since) return damaged_row(row.key);
  }
  return since;
}

Result<bool> SealedVault::is_forgotten_event(std::string_view subject, const EventName& event) {
  if (failed_) return writable().error();
  if (!somebody_forgotten_ || subject.size() > kMaxSubjectBytes ||
      event.source.size() > kMaxSourceBytes) {
    return false;
  }
  auto row =
      rows_->get(forgotten_event_row(forgotten_event_mac(index_, subject, event.source, event.id)));
  if (!row.ok()) return row.error();
  return row.value().has_value();
}

Status SealedVault::begin_anew(std::string_view subject, StreamToken token) {
  if (failed_) return writable();
  const std::string row = subject_row(subject_mac(index_, subject));
  std::string sealed_token = seal_row(row_keys_, row, "", token.view(), entropy_);
  const std::string reverse = token_row(token);
  std::string sealed_subject = seal_row(row_keys_, reverse, "", padded(subject), entropy_);

  const std::lock_guard lock(mutex_);
  auto there = get_locked(row);
  if (!there.ok()) return there.error();
  if (there.value()) return Error{ErrorCode::kConflict, "the subject has a stream already"};
  add_pending(row, std::move(sealed_token));
  add_pending(reverse, std::move(sealed_subject));
  tokens_.insert(std::string(subject), token);
  return Done{};
}

// ---- removal

Status SealedVault::add_key_removal(StreamToken stream, std::span<const Purpose> purposes,
                                    VaultBatch& batch) {
  auto rows = scan(keys_prefix(stream));
  if (!rows.ok()) return rows.error();
  for (VaultRow& row : rows.value()) {
    auto named = parse_key_row(row.key);
    if (!named) return damaged_row(row.key);
    if (named->state == KeyState::kDestroyed) continue;
    if (!purposes.empty() && std::ranges::find(purposes, named->name.purpose) == purposes.end()) {
      continue;
    }
    batch.removed.push_back(std::move(row.key));
    named->state = KeyState::kDestroyed;
    batch.added.push_back({key_row(*named), ""});
  }
  return Done{};
}

Status SealedVault::destroy_keys(StreamToken stream, std::span<const Purpose> purposes) {
  if (purposes.empty()) return Done{};
  // What is destroyed must be on disk to be removed from it.
  if (Status synced = sync(); !synced.ok()) return synced;
  VaultBatch batch;
  if (Status added = add_key_removal(stream, purposes, batch); !added.ok()) return added;
  return write_now(batch);
}

// `subject` gets who it was, if that is known.
Status SealedVault::add_subject_removal(StreamToken stream, VaultBatch& batch,
                                        std::optional<std::string>& subject) {
  auto known = subject_of(stream);
  if (!known.ok()) return known.error();
  subject = std::move(known).value();
  if (subject) {
    batch.removed.push_back(subject_row(subject_mac(index_, *subject)));
    batch.removed.push_back(token_row(stream));
  }
  auto identifiers = scan(identifier_of_stream_prefix(stream));
  if (!identifiers.ok()) return identifiers.error();
  for (VaultRow& row : identifiers.value()) {
    const auto mac = parse_identifier_of_stream_row(row.key);
    if (!mac) return damaged_row(row.key);
    batch.removed.push_back(identifier_row(*mac, stream));
    batch.removed.push_back(std::move(row.key));
  }
  return Done{};
}

Status SealedVault::remove_subject(StreamToken stream, VaultBatch batch) {
  auto keepings = scan(keepings_prefix(stream));
  if (!keepings.ok()) return keepings.error();
  for (VaultRow& row : keepings.value()) batch.removed.push_back(std::move(row.key));
  std::optional<std::string> subject;
  if (Status added = add_subject_removal(stream, batch, subject); !added.ok()) return added;
  if (Status written = write_now(batch); !written.ok()) return written;
  const std::lock_guard lock(mutex_);
  if (subject) tokens_.erase(*subject);
  subjects_.erase(stream);
  ++removals_;
  return Done{};
}

Status SealedVault::forget_subject(StreamToken stream) {
  if (Status synced = sync(); !synced.ok()) return synced;
  return remove_subject(stream, {});
}

Status SealedVault::forget_stream(StreamToken stream) {
  if (Status synced = sync(); !synced.ok()) return synced;
  VaultBatch batch;
  if (Status added = add_key_removal(stream, {}, batch); !added.ok()) return added;
  return remove_subject(stream, std::move(batch));
}

Status SealedVault::purge() {
  if (Status synced = sync(); !synced.ok()) return synced;
  const std::lock_guard one_at_a_time(sync_mutex_);
  return rows_->purge();
}

// ---- what a law keeps

Result<KeptStream> SealedVault::kept_of(StreamToken stream, std::span<const Purpose> purposes) {
  KeptStream kept{stream, "", {}, {}};
  auto subject = subject_of(stream);
  if (!subject.ok()) return subject.error();
  kept.subject = subject.value().value_or("");
  auto rows = scan(keys_prefix(stream));
  if (!rows.ok()) return rows.error();
  for (const VaultRow& row : rows.value()) {
    const auto named = parse_key_row(row.key);
    if (!named) return damaged_row(row.key);
    if (named->state == KeyState::kDestroyed) continue;
    if (std::ranges::find(purposes, named->name.purpose) == purposes.end()) continue;
    const std::string_view value = row.value;
    const auto generation = decode_u32(value.substr(0, 4));
    auto secret = generation ? open_row(row_keys_, row.key, value.substr(0, 4), value.substr(4))
                             : std::nullopt;
    if (!secret || secret->size() != sizeof(Secret)) return damaged_row(row.key);
    kept.keys.push_back({named->name, *generation, Secret::from(*secret)});
    wipe(secret->data(), secret->size());
  }
  return kept;
}

Status SealedVault::keep(const KeptStream& stream) {
  if (stream.subject.size() > kMaxSubjectBytes) return too_long();
  if (Status synced = sync(); !synced.ok()) return synced;
  VaultBatch batch;
  const auto add = [&](const std::string& row, std::string_view head,
                       std::string_view value) -> Status {
    auto there = get(row);
    if (!there.ok()) return there.error();
    if (there.value()) return Done{};
    batch.added.push_back(
        {row, std::string(head) + seal_row(row_keys_, row, head, value, entropy_)});
    return Done{};
  };
  Status added = Done{};
  if (!stream.subject.empty()) {
    // A person who was forgotten twice is two streams here: the name finds the newer.
    added = add(token_row(stream.stream), "", padded(stream.subject));
    const std::string row = subject_row(subject_mac(index_, stream.subject));
    batch.added.push_back({row, seal_row(row_keys_, row, "", stream.stream.view(), entropy_)});
  }
  for (const KeptKey& key : stream.keys) {
    if (!added.ok()) return added;
    added = add(key_row({stream.stream, key.name, KeyState::kLive}), encode_u32(key.generation),
                key.secret.view());
  }
  if (!added.ok()) return added;
  for (const Keeping& keeping : stream.keepings) {
    batch.added.push_back(keeping_row(stream.stream, keeping));
  }
  if (Status written = write_now(batch); !written.ok()) return written;
  const std::lock_guard lock(mutex_);
  tokens_.erase(stream.subject);
  ++removals_;
  return Done{};
}

Result<std::vector<KeptStream>> SealedVault::kept() {
  if (failed_) return writable().error();
  std::vector<KeptStream> streams;
  Status read = rows_->each([&](const VaultRow& row) -> Status {
    if (!row.key.starts_with('h')) return Done{};
    auto keeping = parse_keeping_row(row);
    if (!keeping) return damaged_row(row.key);
    if (streams.empty() || streams.back().stream != keeping->first) {
      auto subject = subject_of(keeping->first);
      if (!subject.ok()) return subject.error();
      streams.push_back({keeping->first, subject.value().value_or(""), {}, {}});
    }
    streams.back().keepings.push_back(std::move(keeping->second));
    return Done{};
  });
  if (!read.ok()) return read.error();
  return streams;
}

}  // namespace dangol
