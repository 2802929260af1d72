// SealedVault: those who were forgotten, and what was destroyed of them.
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

Status SealedVault::destroy_keys(StreamToken stream, std::span<const Purpose> purposes,
                                 Micros now) {
  if (purposes.empty()) return Done{};
  // What is destroyed must be on disk to be removed from it.
  if (Status synced = sync(); !synced.ok()) return synced;
  VaultBatch batch;
  if (Status added = add_key_removal(stream, purposes, batch); !added.ok()) return added;
  return write_removal(std::move(batch), now);
}

Status SealedVault::write_removal(VaultBatch batch, Micros now) {
  if (batch.added.empty() && batch.removed.empty()) return Done{};
  const std::lock_guard one_at_a_time(sync_mutex_);
  if (failed_) return writable();
  const auto is_key = [](const std::string& row) { return row.starts_with('k'); };
  if (std::ranges::any_of(batch.removed, is_key)) {
    auto before = destroyed();
    if (!before.ok()) return before.error();
    const DestroyedHere& known = before.value();
    const Micros oldest = known.streams == 0 ? now : std::min(known.oldest, now);
    batch.added.push_back(
        {std::string(kDestroyedRow), encode_destroyed({known.streams + 1, oldest})});
  }
  Status written = rows_->write(batch);
  if (!written.ok()) failed_ = true;
  return written;
}

// `subject` gets who it was, if that is known.
Status SealedVault::add_subject_removal(StreamToken stream, VaultBatch& batch,
                                        std::optional<std::string>& subject) {
  auto known = subject_of(stream);
  if (!known.ok()) return known.error();
  subject = std::move(known).value();
  if (subject) {
    batch.removed.push_back(token_row(stream));
    // Of a person who was forgotten twice the name may lead to the other stream.
    const std::string row = subject_row(subject_mac(index_, *subject));
    auto value = get(row);
    if (!value.ok()) return value.error();
    if (value.value()) {
      auto leads_to = open_token(row, *value.value());
      if (!leads_to.ok()) return leads_to.error();
      if (leads_to.value() == stream) batch.removed.push_back(row);
    }
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

Status SealedVault::remove_subject(StreamToken stream, VaultBatch batch, Micros now) {
  auto keepings = scan(keepings_prefix(stream));
  if (!keepings.ok()) return keepings.error();
  for (VaultRow& row : keepings.value()) batch.removed.push_back(std::move(row.key));
  std::optional<std::string> subject;
  if (Status added = add_subject_removal(stream, batch, subject); !added.ok()) return added;
  if (Status written = write_removal(std::move(batch), now); !written.ok()) return written;
  const std::lock_guard lock(mutex_);
  if (subject) tokens_.erase(*subject);
  subjects_.erase(stream);
  ++removals_;
  return Done{};
}

Status SealedVault::forget_subject(StreamToken stream) {
  if (Status synced = sync(); !synced.ok()) return synced;
  return remove_subject(stream, {}, Micros());
}

Status SealedVault::forget_stream(StreamToken stream, Micros now) {
  if (Status synced = sync(); !synced.ok()) return synced;
  VaultBatch batch;
  if (Status added = add_key_removal(stream, {}, batch); !added.ok()) return added;
  return remove_subject(stream, std::move(batch), now);
}

Status SealedVault::purge() {
  if (Status synced = sync(); !synced.ok()) return synced;
  const std::lock_guard one_at_a_time(sync_mutex_);
  return rows_->purge();
}

Result<DestroyedHere> SealedVault::destroyed() {
  auto row = rows_->get(kDestroyedRow);
  if (!row.ok()) return row.error();
  if (!row.value()) return DestroyedHere{};
  const auto destroyed = decode_destroyed(*row.value());
  if (!destroyed) return damaged_row(kDestroyedRow);
  return *destroyed;
}

Result<std::optional<UntoldRotation>> SealedVault::untold_rotation() {
  auto row = rows_->get(kUntoldRow);
  if (!row.ok()) return row.error();
  if (!row.value()) return std::optional<UntoldRotation>{};
  const auto rotation = decode_untold(*row.value());
  if (!rotation) return damaged_row(kUntoldRow);
  return rotation;
}

Status SealedVault::rotation_told() { return write_now({{}, {std::string(kUntoldRow)}}); }

}  // namespace dangol
