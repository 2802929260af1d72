#include "store/vault_reseal.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "events/hash.h"
#include "store/limits.h"
#include "store/vault_format.h"
#include "store/vault_row_seal.h"

namespace dangol {

using namespace vault_format;

namespace {

// How many bytes stand in clear before what is sealed in the row's value; nullopt: nothing is sealed.
std::optional<std::size_t> clear_before_sealed(const VaultRow& row) {
  if (row.key == kCheckRow) return 0;
  switch (row.key.empty() ? '\0' : row.key[0]) {
    case 's':
    case 't': return 0;
    case 'k': {
      const auto key = parse_key_row(row.key);
      if (key && key->state == KeyState::kDestroyed) return std::nullopt;
      return 4;  // the generation
    }
    default: return std::nullopt;
  }
}

class Resealing {
 public:
  Resealing(const VaultSecrets& now, const VaultSecrets& next, VaultRows& to, Entropy& entropy)
      : now_(now.wrapping.view()), next_(next.wrapping.view()), to_(to), entropy_(entropy) {}

  Status take(const VaultRow& row) {
    const auto clear = clear_before_sealed(row);
    if (!clear) return add(row);
    const std::string_view value = row.value;
    if (value.size() < *clear) return damaged_row(row.key);
    const std::string_view head = value.substr(0, *clear);
    auto opened = open_row(now_, row.key, head, value.substr(*clear));
    if (!opened) return damaged_row(row.key);
    VaultRow sealed{row.key, std::string(head) + seal_row(next_, row.key, head, *opened, entropy_)};
    wipe(opened->data(), opened->size());
    if (row.key == kCheckRow) {
      mark_ = std::move(sealed);
      return Done{};
    }
    return add(std::move(sealed));
  }

  // The last row.
  Status end() {
    if (!mark_) return damaged_row(kCheckRow);
    if (Status written = write(); !written.ok()) return written;
    batch_.added.push_back(std::move(*mark_));
    return write();
  }

  std::uint64_t count() const { return count_; }
  Status add(VaultRow row) {
    batch_.added.push_back(std::move(row));
    return batch_.added.size() < kResealedAtOnce ? Status(Done{}) : write();
  }

 private:
  Status write() {
    count_ += batch_.added.size();
    Status written = to_.write(batch_);
    batch_.added.clear();
    return written;
  }

  const HmacKey now_, next_;
  VaultRows& to_;
  Entropy& entropy_;
  VaultBatch batch_;
  std::optional<VaultRow> mark_;
  std::uint64_t count_ = 0;
};

}  // namespace

Result<std::uint64_t> reseal_rows(const VaultRows& from, const VaultSecrets& now, VaultRows& to,
                                  const VaultSecrets& next, const RotationFacts& facts,
                                  Entropy& entropy) {
  Resealing resealing(now, next, to, entropy);
  UntoldRotation untold{{}, 0, facts.size, facts.at};
  entropy.fill(untold.id);
  Status read = from.each([&](const VaultRow& row) -> Status {
    if (row.key == kDestroyedRow) {
      const auto destroyed = decode_destroyed(row.value);
      if (!destroyed) return damaged_row(row.key);
      untold.streams += destroyed->streams;
      return Done{};
    }
    if (row.key == kUntoldRow) {  // this one tells of both
      const auto earlier = decode_untold(row.value);
      if (!earlier) return damaged_row(row.key);
      untold.streams += earlier->streams;
      return Done{};
    }
    return resealing.take(row);
  });
  if (!read.ok()) return read.error();
  if (Status added = resealing.add({std::string(kUntoldRow), encode_untold(untold)}); !added.ok()) {
    return added.error();
  }
  if (Status ended = resealing.end(); !ended.ok()) return ended.error();
  return resealing.count();
}

}  // namespace dangol
