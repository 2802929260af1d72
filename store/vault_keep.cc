// SealedVault: what a law keeps of those who were forgotten, in a vault apart.
#include <algorithm>

#include "events/limits.h"
#include "store/vault_format.h"
#include "store/vault_row_seal.h"
#include "store/vault_sealed.h"

namespace dangol {

using namespace vault_format;

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
  if (stream.subject.size() > kMaxSubjectBytes)
    return Error{ErrorCode::kUsage, "a subject is too long"};
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

Status SealedVault::keep_only(StreamToken stream, std::span<const Purpose> purposes, Micros now) {
  if (purposes.empty()) return forget_stream(stream, now);
  if (Status synced = sync(); !synced.ok()) return synced;
  VaultBatch batch;
  std::vector<Purpose> others;
  for (std::size_t i = 1; i < kPurposes; ++i) {
    const auto purpose = static_cast<Purpose>(i);
    const bool stays =
        purpose == Purpose::kIdentity || std::ranges::find(purposes, purpose) != purposes.end();
    if (!stays) others.push_back(purpose);
  }
  if (!others.empty()) {
    if (Status added = add_key_removal(stream, others, batch); !added.ok()) return added;
  }
  auto keepings = scan(keepings_prefix(stream));
  if (!keepings.ok()) return keepings.error();
  for (VaultRow& row : keepings.value()) {
    const auto keeping = parse_keeping_row(row);
    if (!keeping) return damaged_row(row.key);
    if (std::ranges::find(purposes, keeping->second.purpose) == purposes.end()) {
      batch.removed.push_back(std::move(row.key));
    }
  }
  return write_removal(std::move(batch), now);
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
