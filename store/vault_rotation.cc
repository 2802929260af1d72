#include "store/vault_rotation.h"

#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "store/limits.h"
#include "store/vault_format.h"
#include "store/vault_key_file.h"
#include "store/vault_reseal.h"
#include "store/vault_rocksdb.h"
#include "store/vault_sealed.h"
#include "store/whole_file.h"

namespace dangol {

namespace fs = std::filesystem;

namespace {

Error usage(std::string message) { return {ErrorCode::kUsage, std::move(message)}; }

// The files of one rotation, and what is done to them.
class Rotating {
 public:
  explicit Rotating(const VaultPlace& place)
      : dir_(place.dir),
        resealed_(dir_.string() + ".resealed"),
        before_(dir_.string() + ".before"),
        key_(place.key_file.string()),
        next_(next_key_file(key_)),
        env_(place.env) {}

  bool begun() const { return exists(next_) || exists(before_); }
  // A new key that was cut short while it was made: the old one's rotation was not begun.
  Status remove_draft() { return remove_key_draft(next_); }
  // A vault stands where vaults stand.
  bool stands() const { return exists(dir_ / "CURRENT"); }

  Status make_key(Entropy& entropy) {
    Result<VaultSecrets> now = secrets(key_);
    if (!now.ok()) return now.error();
    // Sealing all of it anew takes long: what does not fit is found before.
    if (Status fits = check(dir_, now.value(), entropy); !fits.ok()) return fits;
    return create_next_key_file(key_, now.value(), entropy);
  }

  Status reseal(const RotationFacts& facts, Entropy& entropy) {
    Result<VaultSecrets> old = secrets(key_), next = secrets(next_);
    if (!old.ok()) return old.error();
    if (!next.ok()) return next.error();
    std::uint64_t count = 0;
    {
      auto from = open_vault_rows(dir_, env_);
      if (!from.ok()) return from.error();
      auto to = open_vault_rows(resealed_, env_);
      if (!to.ok()) return to.error();
      auto sealed =
          reseal_rows(*from.value(), old.value(), *to.value(), next.value(), facts, entropy);
      if (!sealed.ok()) return sealed.error();
      count = sealed.value();
    }
    if (Status whole = check(resealed_, next.value(), entropy); !whole.ok()) return whole;
    if (Status whole = expect_rows(count); !whole.ok()) return whole;
    return sync_parent();
  }

  Status put_aside() { return move(dir_, before_); }
  Status put_in_place() { return move(resealed_, dir_); }

  // The vault that stands opens with the new key, or the old one is not touched.
  Status destroy_old_key(Entropy& entropy) {
    Result<VaultSecrets> next = secrets(next_);
    if (!next.ok()) return next.error();
    if (Status fits = check(dir_, next.value(), entropy); !fits.ok()) return fits;
    return destroy_key_file(key_);
  }
  Status take_new_key() { return replace_key_file(key_); }
  Status remove_old_rows() { return remove(before_); }

  // Back to before the rotation, or on to its end: whichever key the vault that stands opens with.
  Status finish(Entropy& entropy) {
    if (exists(next_)) {
      if (!stands() && exists(before_)) {
        // Between two renames; or somebody took the new one away, and the old key is whole.
        Status moved = move(exists(resealed_) ? resealed_ : before_, dir_);
        if (!moved.ok()) return moved;
      }
      Result<bool> turned = opens_with(next_, entropy);
      if (!turned.ok()) return turned.error();
      if (!turned.value()) return undo(entropy);
      if (Status destroyed = destroy_old_key(entropy); !destroyed.ok()) return destroyed;
      if (Status taken = take_new_key(); !taken.ok()) return taken;
    }
    return stands() ? remove_old_rows() : Status(Done{});
  }

 private:
  static bool exists(const fs::path& path) {
    std::error_code unknown;
    return fs::exists(path, unknown);
  }

  // What fits neither key is left as it is: whoever opens it is told.
  Status undo(Entropy& entropy) {
    Result<bool> stayed = opens_with(key_, entropy);
    if (!stayed.ok()) return stayed.error();
    if (!stayed.value()) return Done{};
    if (Status removed = remove(resealed_); !removed.ok()) return removed;
    return remove_key_file(next_);
  }

  Result<bool> opens_with(const std::string& key, Entropy& entropy) const {
    if (!stands()) return false;
    Result<VaultSecrets> read = secrets(key);
    if (!read.ok() && read.error().code == ErrorCode::kUsage) return false;
    if (!read.ok()) return read.error();
    Status fits = check(dir_, read.value(), entropy);
    if (fits.ok()) return true;
    if (fits.error().code == ErrorCode::kUsage) return false;
    return fits.error();
  }

  static Result<VaultSecrets> secrets(const std::string& path) {
    auto read = read_key_file(path);
    if (!read.ok()) return read.error();
    if (!read.value()) return usage(fmt::format("key file {} is absent", path));
    return *read.value();
  }

  Status check(const fs::path& dir, const VaultSecrets& secrets, Entropy& entropy) const {
    if (Status whole = check_for_lost_rows(dir, env_); !whole.ok()) return whole;
    auto rows = open_vault_rows(dir, env_);
    if (!rows.ok()) return rows.error();
    return check_vault(*rows.value(), secrets, dir.string(), entropy);
  }

  Status expect_rows(std::uint64_t count) const {
    auto rows = open_vault_rows(resealed_, env_);
    if (!rows.ok()) return rows.error();
    std::uint64_t found = 0;
    Status read = rows.value()->each([&](const VaultRow&) -> Status {
      ++found;
      return Done{};
    });
    if (!read.ok()) return read;
    if (found == count) return Done{};
    return Error{ErrorCode::kCorrupt,
                 fmt::format("vault {}: {} rows were sealed anew, and {} are there", dir_.string(),
                             count, found)};
  }

  Status sync_parent() const { return sync_directory(fs::absolute(dir_).parent_path()); }

  Status move(const fs::path& from, const fs::path& to) const {
    std::error_code failed;
    fs::rename(from, to, failed);
    if (failed) return io_failed("rename", from, failed);
    return sync_parent();
  }

  Status remove(const fs::path& path) const {
    std::error_code failed;
    fs::remove_all(path, failed);
    if (failed) return io_failed("remove", path, failed);
    return sync_parent();
  }

  static Error io_failed(const char* what, const fs::path& path, const std::error_code& why) {
    return {ErrorCode::kUnavailable,
            fmt::format("cannot {} {}: {}", what, path.string(), why.message())};
  }

  const fs::path dir_, resealed_, before_;
  const std::string key_, next_;
  rocksdb::Env* const env_;
};

}  // namespace

Status rotate_vault_key(const VaultPlace& place, const RotationFacts& facts, Entropy& entropy,
                        const BeforeRotation& before) {
  if (Status finished = finish_rotation(place); !finished.ok()) return finished;
  Rotating rotating(place);
  if (!rotating.stands()) return usage(fmt::format("there is no vault in {}", place.dir.string()));
  const auto act = [&](RotationStep step) -> Status {
    switch (step) {
      case RotationStep::kKey: return rotating.make_key(entropy);
      case RotationStep::kRows: return rotating.reseal(facts, entropy);
      case RotationStep::kAside: return rotating.put_aside();
      case RotationStep::kInPlace: return rotating.put_in_place();
      case RotationStep::kOldKey: return rotating.destroy_old_key(entropy);
      case RotationStep::kNewKey: return rotating.take_new_key();
      case RotationStep::kOldRows: return rotating.remove_old_rows();
    }
    return Done{};
  };
  for (const RotationStep step : kRotationSteps) {
    if (before) {
      if (Status go_on = before(step); !go_on.ok()) return go_on;
    }
    if (Status done = act(step); !done.ok()) return done;
  }
  return Done{};
}

Status finish_rotation(const VaultPlace& place) {
  Rotating rotating(place);
  if (Status removed = rotating.remove_draft(); !removed.ok()) return removed;
  if (!rotating.begun()) return Done{};
  OsEntropy entropy;  // nothing is sealed with it
  Status finished = rotating.finish(entropy);
  if (finished.ok()) return finished;
  return Error{finished.error().code,
               fmt::format("a rotation of the key file {} is not finished: {}",
                           place.key_file.string(), finished.error().message)};
}

}  // namespace dangol
