#include "store/signing_keys.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "events/hash.h"
#include "store/descriptor.h"
#include "store/limits.h"
#include "store/whole_file.h"

namespace dangol {

namespace fs = std::filesystem;

namespace {

Error refused(const fs::path& path, std::string_view reason) {
  return {ErrorCode::kUsage, fmt::format("signing key file {}: {}", path.string(), reason)};
}

// Wiped when it dies.
struct SecretText {
  std::string text;
  ~SecretText() { wipe(text.data(), text.size()); }
};

std::string text_of(const SigningKeys& keys) {
  SecretText all;
  for (const NoteSigner& key : keys) {
    SecretText line{key.text()};
    all.text += line.text + '\n';
  }
  return std::move(all.text);
}

Result<SigningKeys> parse(const fs::path& path, std::string_view text, std::string_view origin) {
  SigningKeys keys;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return refused(path, "its last line does not end");
    Result<NoteSigner> key = NoteSigner::parse(text.substr(0, end));
    text.remove_prefix(end + 1);
    if (!key.ok()) {
      return refused(path, fmt::format("line {}: {}", keys.size() + 1, key.error().message));
    }
    const NoteVerifier& verifier = key.value().verifier();
    if (verifier.type != NoteKeyType::kNote) {
      return refused(path, fmt::format("line {}: a key for cosignatures", keys.size() + 1));
    }
    if (verifier.name != origin) {
      return refused(path, fmt::format("its key is of the log {}, and this one is {}: name the "
                                       "right file, or move this one away",
                                       verifier.name, origin));
    }
    if (keys.size() == kMaxSigningKeys) {
      return refused(path, fmt::format("has more than {} keys", kMaxSigningKeys));
    }
    keys.push_back(std::move(key).value());
  }
  if (keys.empty()) return refused(path, "has no key");
  return keys;
}

}  // namespace

Result<std::optional<SigningKeys>> read_signing_keys(const fs::path& path,
                                                     std::string_view origin) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) {
    if (errno == ENOENT) return std::optional<SigningKeys>{};
    return refused(path, std::strerror(errno));
  }
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return refused(path, std::strerror(errno));
  if (!S_ISREG(info.st_mode)) return refused(path, "is not a regular file");
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return refused(path, fmt::format("has mode {:04o}; nobody but its owner may have access to it "
                                     "(chmod 600)",
                                     info.st_mode & 07777));
  }
  if (info.st_size > static_cast<off_t>(kMaxSigningKeyFileBytes)) {
    return refused(path, "is larger than a file of keys can be");
  }
  SecretText bytes{std::string(static_cast<std::size_t>(info.st_size), '\0')};
  if (::pread(file.get(), bytes.text.data(), bytes.text.size(), 0) != info.st_size) {
    return refused(path, "cannot be read");
  }
  Result<SigningKeys> keys = parse(path, bytes.text, origin);
  if (!keys.ok()) return keys.error();
  return std::optional(std::move(keys).value());
}

Result<SigningKeys> create_signing_keys(const fs::path& path, std::string_view origin,
                                        Entropy& entropy) {
  Result<NoteSigner> key = NoteSigner::make(origin, NoteKeyType::kNote, entropy);
  if (!key.ok()) return key.error();
  std::error_code error;
  if (fs::exists(fs::symlink_status(path, error))) {
    return Error{ErrorCode::kConflict, fmt::format("signing key file {} exists", path.string())};
  }
  SigningKeys keys{std::move(key).value()};
  if (Status written = replace_signing_keys(path, keys); !written.ok()) return written.error();
  return keys;
}

Status replace_signing_keys(const fs::path& path, const SigningKeys& keys) {
  const fs::path file = fs::absolute(path);
  // What a crash left there may have another mode.
  ::unlink((file.string() + ".new").c_str());
  const SecretText text{text_of(keys)};
  return write_whole_file(file, text.text);
}

std::string sign_note(std::string_view text, const SigningKeys& keys) {
  std::string note(text);
  note += '\n';
  for (const NoteSigner& key : keys) note += key.sign(text);
  return note;
}

}  // namespace dangol
