#include "store/data_dir.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/crc32c.h"
#include "store/descriptor.h"
#include "store/format.h"
#include "store/whole_file.h"

// The grammar of `meta`: lines "name value", in this order. Do not change.
//
//   dangol store        what this is
//   format 1            version of the bytes in all databases
//   databases new|made  new: log and vault may still be absent
//   origin NAME         the name under which the log's checkpoints are signed; empty in a store of the
//                       first programs, until somebody writes to it again
//   crc32c HEX          of all bytes before this line; absent in what the first programs wrote

namespace dangol {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFirstLine = "dangol store";
constexpr std::uint32_t kStoreFormat = format::kLogVersion;
constexpr std::string_view kChecksum = "crc32c";
constexpr const char* kLock = "lock";
constexpr const char* kMeta = "meta";
constexpr const char* kMetaDraft = "meta.new";  // see write_whole_file

// True when the directory, which has no `meta`, holds nothing but what a creation cut short leaves.
Result<bool> is_empty_or_half_made(const fs::path& dir) {
  std::error_code error;
  for (fs::directory_iterator it(dir, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (name != kLock && name != kMetaDraft) return false;
  }
  if (error) return io_error("list", dir, error.value());
  return true;
}

Error not_a_store(const fs::path& dir) {
  return {ErrorCode::kUsage,
          fmt::format("{} is not empty and not a dangol store: nothing was changed", dir.string())};
}

bool begins_as_ours(const fs::path& meta) {
  std::ifstream in(meta);
  std::string line;
  return std::getline(in, line) && line == kFirstLine;
}

// Then a `meta` that does not begin as ours is damaged, and not somebody else's.
bool holds_databases(const fs::path& dir) {
  std::error_code ignored;
  return fs::exists(dir / "log" / "CURRENT", ignored) &&
         fs::exists(dir / "vault" / "CURRENT", ignored);
}

std::istringstream read_text(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return std::istringstream(text.str());
}

std::string checksum_line(std::string_view text) {
  return fmt::format("{} {:08x}\n", kChecksum, crc32c(text));
}

// True too when the last line is another one.
bool checksum_fits(std::string_view text) {
  const std::size_t last = text.rfind('\n', text.size() < 2 ? 0 : text.size() - 2);
  if (last == std::string_view::npos) return true;
  const std::string_view line = text.substr(last + 1);
  return !line.starts_with(kChecksum) || line == checksum_line(text.substr(0, last + 1));
}

Error in_use(const fs::path& dir, int lock_fd) {
  char text[32] = {};
  const ssize_t size = ::pread(lock_fd, text, sizeof text - 1, 0);
  std::string holder(text, size > 0 ? static_cast<std::size_t>(size) : 0);
  holder.erase(holder.find_last_not_of(" \n") + 1);
  return {ErrorCode::kInUse, fmt::format("{} is in use by {}", dir.string(),
                                         holder.empty() ? "another process" : "process " + holder)};
}

// Takes the lock, which ends with the open file description, so with the process at the latest.
Result<int> take_lock(const fs::path& dir) {
  const fs::path path = dir / kLock;
  Descriptor fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (fd.get() < 0) return io_error("open", path, errno);
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (::fcntl(fd.get(), F_OFD_SETLK, &lock) != 0) {
    if (errno == EAGAIN || errno == EACCES) return in_use(dir, fd.get());
    return io_error("lock", path, errno);
  }
  // Told to whoever comes second; written in place, so that it needs no room on a full disk, and not
  // worth a refusal.
  const std::string pid = fmt::format("{:<15}\n", ::getpid());
  if (::pwrite(fd.get(), pid.data(), pid.size(), 0) == static_cast<ssize_t>(pid.size())) {
    static_cast<void>(::ftruncate(fd.get(), static_cast<off_t>(pid.size())) == 0);
  }
  return fd.release();
}

std::optional<std::uint32_t> number(const std::string& text) {
  std::uint32_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Result<std::unique_ptr<DataDir>> DataDir::open(const fs::path& dir, Missing missing,
                                               const Naming& naming) {
  if (!naming.origin.empty()) {
    if (Status good = check_origin(naming.origin); !good.ok()) return good.error();
  }
  std::error_code error;
  const bool exists = fs::exists(dir, error);
  if (error) return io_error("look at", dir, error.value());
  if (exists && !fs::is_directory(dir, error)) {
    return Error{ErrorCode::kUsage, fmt::format("{} is not a directory", dir.string())};
  }
  if (fs::exists(dir / kMeta, error)) {
    if (!begins_as_ours(dir / kMeta) && !holds_databases(dir)) return not_a_store(dir);
  } else {
    if (exists) {
      auto ours = is_empty_or_half_made(dir);
      if (!ours.ok()) return ours.error();
      if (!ours.value()) return not_a_store(dir);
    }
    if (missing == Missing::kRefuse) {
      return Error{ErrorCode::kNotFound, fmt::format("there is no store in {}", dir.string())};
    }
    if (!exists && !fs::create_directories(dir, error) && error) {
      return io_error("create", dir, error.value());
    }
  }
  auto lock = take_lock(dir);
  if (!lock.ok()) return lock.error();
  std::unique_ptr<DataDir> result(new DataDir(dir, lock.value()));
  // Under the lock: whoever held it a moment ago may have created the store.
  Status status = fs::exists(dir / kMeta, error) ? result->load(naming) : result->create(naming);
  if (!status.ok()) return status.error();
  return result;
}

DataDir::~DataDir() { ::close(lock_fd_); }

Status DataDir::create(const Naming& naming) {
  Result<std::string> origin = name_log(naming);
  if (!origin.ok()) return origin.error();
  origin_ = std::move(origin).value();
  return write_meta();
}

Status DataDir::load(const Naming& naming) {
  if (Status loaded = load_meta(); !loaded.ok()) return loaded;
  if (origin_.empty() || naming.origin.empty() || naming.origin == origin_) return Done{};
  return Error{ErrorCode::kUsage,
               fmt::format("the origin of the log in {} is {}: it was set when the store was made, "
                           "and does not change",
                           dir_.string(), origin_)};
}

Status DataDir::set_origin(std::string origin) {
  if (Status good = check_origin(origin); !good.ok()) return good;
  std::swap(origin, origin_);
  Status written = write_meta();
  if (!written.ok()) std::swap(origin, origin_);
  return written;
}

Status DataDir::load_meta() {
  const fs::path path = dir_ / kMeta;
  std::istringstream in = read_text(path);
  const auto damaged = [&path](std::string_view what) {
    return Error{ErrorCode::kCorrupt, fmt::format("{}: {}", path.string(), what)};
  };
  if (!checksum_fits(in.str())) return damaged("its bytes do not fit their checksum");
  if (!take_line(in, kFirstLine)) return damaged("it does not begin as a store's");
  auto text = take_line(in, "format");
  auto version = text ? number(*text) : std::nullopt;
  if (!version || *version == 0) return damaged("its format version is not readable");
  if (*version > kStoreFormat) {
    return Error{
        ErrorCode::kUsage,
        fmt::format("{} was written by a newer dangol (store format {}, this program knows "
                    "up to {}): use that one",
                    dir_.string(), *version, kStoreFormat)};
  }
  auto databases = take_line(in, "databases");
  if (databases != "new" && databases != "made") return damaged("its line `databases` is damaged");
  auto origin = take_line(in, "origin");
  if (!origin) return damaged("its line `origin` is missing");
  if (origin->find(kChecksum) != std::string::npos) return damaged("two of its lines are one");
  std::string more;
  if (std::getline(in, more) && !more.starts_with(kChecksum)) return damaged("it ends otherwise");
  new_ = databases == "new";
  origin_ = *origin;
  return Done{};
}

Status DataDir::write_meta() {
  std::string text = fmt::format("{}\nformat {}\ndatabases {}\norigin {}\n", kFirstLine,
                                 kStoreFormat, new_ ? "new" : "made", origin_);
  text += checksum_line(text);
  if (Status status = write_whole_file(dir_ / kMeta, text); !status.ok()) return status;
  return new_ ? sync_directory(fs::absolute(dir_).parent_path()) : Status(Done{});
}

Status DataDir::databases_created() {
  if (!new_) return Done{};
  new_ = false;
  Status status = write_meta();
  if (!status.ok()) new_ = true;
  return status;
}

}  // namespace dangol
