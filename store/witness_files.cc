#include "store/witness_files.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/crc32c.h"
#include "store/merkle_policy.h"
#include "store/origin.h"
#include "store/whole_file.h"
#include "store/witness_limits.h"

// The grammar of `state`: lines. Do not change.
//
//   dangol witness
//   checkpoint N     a signed note of N lines follows as it is; one a log
//   ...
//   crc32c HEX       of all bytes before this line

namespace dangol {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFirstLine = "dangol witness\n";
constexpr std::string_view kCheckpoint = "checkpoint ";

Error wrong(const fs::path& path, ErrorCode code, std::string_view why) {
  return {code, fmt::format("{}: {}", path.string(), why)};
}

// nullopt: there is no such file.
Result<std::optional<std::string>> read_text(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return std::optional<std::string>();
  if (fs::file_size(path, error) > kMaxWitnessFileBytes || error) {
    return wrong(path, ErrorCode::kUsage, "larger than it can be");
  }
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (!in || (in.peek() != EOF && !(text << in.rdbuf()))) {
    return wrong(path, ErrorCode::kUsage, "cannot be read");
  }
  return std::optional(text.str());
}

}  // namespace

Result<Descriptor> lock_witness(const fs::path& dir) {
  std::error_code error;
  fs::create_directories(dir, error);
  const fs::path path = dir / "lock";
  Descriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd.valid()) return io_error("open", path, errno);
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (::fcntl(fd.get(), F_OFD_SETLK, &lock) == 0) return fd;
  if (errno != EAGAIN && errno != EACCES) return io_error("lock", path, errno);
  return Error{ErrorCode::kInUse,
               fmt::format("the witness in {} is run by another process", dir.string())};
}

Result<NoteSigner> load_witness_key(const fs::path& dir, std::string_view name, Entropy& entropy) {
  const fs::path path = dir / "key";
  Result<std::optional<std::string>> text = read_text(path);
  if (!text.ok()) return text.error();
  if (!text.value()) {
    if (name.empty()) {
      return wrong(path, ErrorCode::kUsage, "is not there yet: name the witness with --name");
    }
    if (Status good = check_origin(name); !good.ok()) {
      return Error{ErrorCode::kUsage, "the witness's name is none: " + good.error().message};
    }
    Result<NoteSigner> made = NoteSigner::make(name, NoteKeyType::kCosignature, entropy);
    if (!made.ok()) return made;
    // First: a key without a state has lost what it signed.
    if (Status begun = write_witness_state(dir, {}); !begun.ok()) return begun.error();
    std::string line = made.value().text() + "\n";
    ::unlink((path.string() + ".new").c_str());  // which may have another mode
    Status written = write_whole_file(path, line);
    wipe(line.data(), line.size());
    if (!written.ok()) return written.error();
    return made;
  }
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0 || (info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return wrong(path, ErrorCode::kUsage, "nobody but its owner may have access to it (chmod 600)");
  }
  std::string line = std::move(*text.value());
  const bool ends = line.ends_with('\n');
  Result<NoteSigner> key = NoteSigner::parse(std::string_view(line).substr(0, line.size() - ends));
  wipe(line.data(), line.size());
  if (!key.ok()) return wrong(path, ErrorCode::kUsage, key.error().message);
  const NoteVerifier& verifier = key.value().verifier();
  if (verifier.type != NoteKeyType::kCosignature) {
    return wrong(path, ErrorCode::kUsage, "the key is not one for cosignatures (type 4)");
  }
  if (!name.empty() && name != verifier.name) {
    return wrong(path, ErrorCode::kUsage, "the witness is called " + verifier.name);
  }
  return key;
}

Result<std::vector<NoteVerifier>> read_witness_logs(const fs::path& dir) {
  const fs::path path = dir / "logs";
  Result<std::optional<std::string>> text = read_text(path);
  if (!text.ok()) return text.error();
  if (!text.value()) {
    return wrong(path, ErrorCode::kNotFound,
                 "is not there: name the logs, a line `log <public key>` each, as `dangol log key` "
                 "prints it");
  }
  std::string said = std::move(*text.value());
  // A policy says how many witnesses it asks for; a witness asks for none.
  if (said.find("quorum") == std::string::npos) said += "\nquorum none\n";
  Result<WitnessPolicy> policy = WitnessPolicy::parse(said);
  if (!policy.ok()) return wrong(path, ErrorCode::kUsage, policy.error().message);
  if (policy.value().logs().empty()) return wrong(path, ErrorCode::kUsage, "names no log");
  return policy.value().logs();
}

Result<std::vector<std::string>> read_witness_state(const fs::path& dir) {
  const fs::path path = dir / "state";
  Result<std::optional<std::string>> read = read_text(path);
  if (!read.ok()) return read.error();
  std::vector<std::string> notes;
  if (!read.value()) {
    return wrong(
        path, ErrorCode::kCorrupt,
        "is gone, though the witness has a key: without it the witness may cosign a second "
        "history. Put it back, or make another witness with another key");
  }
  std::string_view text = *read.value();
  const auto damaged = [&] { return wrong(path, ErrorCode::kCorrupt, "is damaged"); };
  const std::size_t last = text.rfind("crc32c ");
  if (last == std::string_view::npos || !text.starts_with(kFirstLine) ||
      text.substr(last) != fmt::format("crc32c {:08x}\n", crc32c(text.substr(0, last)))) {
    return damaged();
  }
  text = text.substr(kFirstLine.size(), last - kFirstLine.size());
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (!text.starts_with(kCheckpoint) || end == std::string_view::npos) return damaged();
    const std::string_view count = text.substr(kCheckpoint.size(), end - kCheckpoint.size());
    std::size_t lines = 0;
    const auto parsed = std::from_chars(count.data(), count.data() + count.size(), lines);
    if (parsed.ec != std::errc()) return damaged();
    text.remove_prefix(end + 1);
    std::size_t size = 0;
    for (; lines > 0; --lines) {
      const std::size_t newline = text.find('\n', size);
      if (newline == std::string_view::npos) return damaged();
      size = newline + 1;
    }
    notes.emplace_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return notes;
}

Status write_witness_state(const fs::path& dir, const std::vector<std::string>& notes) {
  std::string text(kFirstLine);
  for (const std::string& note : notes) {
    text += fmt::format("{}{}\n", kCheckpoint, std::count(note.begin(), note.end(), '\n'));
    text += note;
  }
  text += fmt::format("crc32c {:08x}\n", crc32c(text));
  return write_whole_file(fs::absolute(dir / "state"), text);
}

}  // namespace dangol
