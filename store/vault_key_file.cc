#include "store/vault_key_file.h"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/descriptor.h"

namespace dangol {
namespace {

constexpr std::string_view kMagic = "dangolk1";
constexpr std::size_t kFileBytes = 8 + 32 + 32;

Error refused(const std::string& path, std::string_view reason) {
  return {ErrorCode::kUsage, fmt::format("key file {}: {}", path, reason)};
}

Error failed(const std::string& path, std::string_view what) {
  return {ErrorCode::kUnavailable,
          fmt::format("key file {}: {}: {}", path, what, std::strerror(errno))};
}

Status sync_directory_of(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Descriptor file(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!file.valid() || ::fsync(file.get()) != 0) return failed(path, "cannot sync its directory");
  return Done{};
}

Status write_all(int file, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return failed(path, "cannot be written");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file) != 0) return failed(path, "cannot be synced");
  return Done{};
}

// Whose file it is to be; nullptr: the process's.
Status write_whole(const std::string& path, std::string_view bytes, const struct stat* owner) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file.valid()) return failed(path, "cannot be made");
  if (::fchmod(file.get(), 0600) != 0) return failed(path, "cannot be made private");
  if (owner != nullptr && ::fchown(file.get(), owner->st_uid, owner->st_gid) != 0) {
    return failed(path, "cannot be given to the owner of the key file");
  }
  return write_all(file.get(), path, bytes);
}

std::string draft_of(const std::string& path) { return path + ".new"; }

// Under a name of its own first, then linked: a crash leaves no half a key file behind.
Status make_key_file(const std::string& path, const VaultSecrets& secrets,
                     const struct stat* owner) {
  std::string bytes(kMagic);
  bytes += secrets.wrapping.view();
  bytes += secrets.index.view();
  const std::string draft = draft_of(path);
  ::unlink(draft.c_str());
  const Status written = write_whole(draft, bytes, owner);
  wipe(bytes.data(), bytes.size());
  if (!written.ok()) return written;
  const int linked = ::link(draft.c_str(), path.c_str());
  const int reason = errno;
  ::unlink(draft.c_str());
  errno = reason;
  if (linked != 0) {
    if (errno == EEXIST) return Error{ErrorCode::kConflict, "key file " + path + " exists"};
    return failed(path, "cannot be made");
  }
  return sync_directory_of(path);
}

// The file itself, where `path` is a link to it.
std::string real_path(const std::string& path) {
  std::error_code unknown;
  const auto real = std::filesystem::canonical(path, unknown);
  return unknown ? path : real.string();
}

}  // namespace

Result<std::optional<VaultSecrets>> read_key_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) {
    if (errno == ENOENT) return std::optional<VaultSecrets>{};
    return failed(path, "cannot be opened");
  }
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return failed(path, "cannot be examined");
  if (!S_ISREG(info.st_mode)) return refused(path, "is not a regular file");
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return refused(path, fmt::format("has mode {:04o}; nobody but its owner may have access to it "
                                     "(chmod 600)",
                                     info.st_mode & 07777));
  }
  if (info.st_size != static_cast<off_t>(kFileBytes)) {
    return refused(path, fmt::format("has {} bytes, a key file has {}", info.st_size, kFileBytes));
  }
  std::array<char, kFileBytes> bytes;
  if (::pread(file.get(), bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    return failed(path, "cannot be read");
  }
  const std::string_view text(bytes.data(), bytes.size());
  if (!text.starts_with(kMagic)) return refused(path, "is not a key file");
  VaultSecrets secrets{Secret::from(text.substr(8, 32)), Secret::from(text.substr(40, 32))};
  wipe(bytes.data(), bytes.size());
  return std::optional(secrets);
}

Result<VaultSecrets> create_key_file(const std::string& path, Entropy& entropy) {
  VaultSecrets secrets;
  entropy.fill(secrets.wrapping.bytes);
  entropy.fill(secrets.index.bytes);
  const Status made = make_key_file(path, secrets, nullptr);
  if (!made.ok()) return made.error();
  return secrets;
}

std::string next_key_file(const std::string& path) { return real_path(path) + ".next"; }

Status create_next_key_file(const std::string& path, const VaultSecrets& now, Entropy& entropy) {
  struct stat owner {};
  if (::stat(path.c_str(), &owner) != 0) return failed(path, "cannot be examined");
  VaultSecrets secrets = now;
  entropy.fill(secrets.wrapping.bytes);
  return make_key_file(next_key_file(path), secrets, &owner);
}

Status remove_key_draft(const std::string& path) {
  const std::string draft = draft_of(path);
  struct stat info {};
  if (::lstat(draft.c_str(), &info) != 0) {
    return errno == ENOENT ? Status(Done{}) : failed(draft, "cannot be examined");
  }
  // Linked already: the bytes are the key's itself.
  if (info.st_nlink == 1) return remove_key_file(draft);
  if (::unlink(draft.c_str()) != 0) return failed(draft, "cannot be removed");
  return sync_directory_of(draft);
}

Status destroy_key_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.valid() && errno == ENOENT) return Done{};
  struct stat info {};
  if (!file.valid() || ::fstat(file.get(), &info) != 0) {
    return failed(path, "cannot be written over");
  }
  if (!S_ISREG(info.st_mode) || info.st_size > static_cast<off_t>(kFileBytes)) {
    return refused(path, "is not a key file");
  }
  return write_all(file.get(), path, std::string(static_cast<std::size_t>(info.st_size), '\0'));
}

Status remove_key_file(const std::string& path) {
  if (Status destroyed = destroy_key_file(path); !destroyed.ok()) return destroyed;
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return failed(path, "cannot be removed");
  return sync_directory_of(path);
}

Status replace_key_file(const std::string& path) {
  const std::string real = real_path(path), next = next_key_file(path);
  if (::rename(next.c_str(), real.c_str()) != 0) return failed(next, "cannot be renamed");
  return sync_directory_of(real);
}

}  // namespace dangol
