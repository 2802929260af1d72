#include "gateway/http/named_cursors.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>

#include <fmt/format.h>

#include "events/hash.h"
#include "gateway/http/limits.h"
#include "store/whole_file.h"

namespace dangol {

namespace {

constexpr std::string_view kForm = "dangol cursors v1";

Status check_name(std::string_view name) {
  const bool good = !name.empty() && name.size() <= kMaxCursorNameBytes &&
                    std::all_of(name.begin(), name.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
                    });
  if (good) return Done{};
  return Error{ErrorCode::kRejected,
               fmt::format("the name of a cursor: 1 to {} letters, digits, '.', '_' and '-'",
                           kMaxCursorNameBytes)};
}

Error unreadable() {
  return {ErrorCode::kCorrupt, "the file of the account's cursors does not read"};
}

bool holds(const CursorCondition& when, const NamedCursor* now) {
  if (now == nullptr) return !when.revision;
  return when.revision == now->revision;
}

Error changed() {
  return {ErrorCode::kConflict, "somebody else has put the cursor: read it again"};
}

}  // namespace

std::filesystem::path NamedCursors::path_of(std::string_view account) const {
  return dir_ / to_hex(sha256(account).view());
}

Result<std::optional<NamedCursors::File>> NamedCursors::read(
    const std::filesystem::path& path) const {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::optional<File>();
  std::ifstream in(path);
  std::string line;
  File file;
  if (!std::getline(in, line) || line != kForm) return unreadable();
  const auto revision = take_line(in, "revision");
  if (!revision || !(std::istringstream(*revision) >> file.revision)) return unreadable();
  while (std::getline(in, line)) {
    std::istringstream words(line);
    std::string name, cursor;
    NamedCursor one;
    if (!(words >> name >> one.revision >> cursor)) return unreadable();
    Result<EventCursor> parsed = parse_cursor(cursor);
    if (!parsed.ok()) return unreadable();
    one.cursor = std::move(parsed).value();
    file.cursors.emplace(std::move(name), std::move(one));
  }
  if (in.bad()) return unreadable();
  return std::optional<File>(std::move(file));
}

Status NamedCursors::write(const std::filesystem::path& path, const File& file) const {
  std::error_code error;
  if (std::filesystem::create_directory(dir_, error)) {
    Status synced = sync_directory(dir_.parent_path());
    if (!synced.ok()) return synced;
  }
  if (error) return Error{ErrorCode::kUnavailable, "the folder of cursors cannot be made"};
  std::string text = fmt::format("{}\nrevision {}\n", kForm, file.revision);
  for (const auto& [name, one] : file.cursors) {
    text += fmt::format("{} {} {}\n", name, one.revision, to_string(one.cursor));
  }
  return write_whole_file(path, text);
}

Result<std::optional<NamedCursor>> NamedCursors::get(std::string_view account,
                                                     std::string_view name) const {
  if (Status good = check_name(name); !good.ok()) return good.error();
  const std::lock_guard lock(mutex_);
  auto file = read(path_of(account));
  if (!file.ok()) return file.error();
  if (!file.value()) return std::optional<NamedCursor>();
  const auto found = file.value()->cursors.find(name);
  if (found == file.value()->cursors.end()) return std::optional<NamedCursor>();
  return std::optional<NamedCursor>(found->second);
}

Result<std::uint64_t> NamedCursors::put(std::string_view account, std::string_view name,
                                        const EventCursor& cursor,
                                        const CursorCondition& when) const {
  if (Status good = check_name(name); !good.ok()) return good.error();
  const std::lock_guard lock(mutex_);
  const std::filesystem::path path = path_of(account);
  auto there = read(path);
  if (!there.ok()) return there.error();
  File file = there.value().value_or(File());
  const auto found = file.cursors.find(name);
  const bool fresh = found == file.cursors.end();
  if (!holds(when, fresh ? nullptr : &found->second)) return changed();
  if (fresh && file.cursors.size() == kMaxAccountCursors) {
    return Error{ErrorCode::kOverloaded,
                 fmt::format("the account has {} cursors already", kMaxAccountCursors)};
  }
  if (!there.value()) {
    std::error_code ignored;
    const auto accounts = std::distance(std::filesystem::directory_iterator(dir_, ignored), {});
    if (static_cast<std::size_t>(accounts) >= kMaxCursorAccounts) {
      return Error{ErrorCode::kOverloaded,
                   fmt::format("{} accounts have cursors already", kMaxCursorAccounts)};
    }
  }
  file.cursors[std::string(name)] = {cursor, ++file.revision};
  if (Status written = write(path, file); !written.ok()) return written.error();
  return file.revision;
}

Status NamedCursors::remove(std::string_view account, std::string_view name,
                            std::optional<CursorCondition> when) const {
  if (Status good = check_name(name); !good.ok()) return good;
  const std::lock_guard lock(mutex_);
  const std::filesystem::path path = path_of(account);
  auto there = read(path);
  if (!there.ok()) return there.error();
  File file = there.value().value_or(File());
  const auto found = file.cursors.find(name);
  if (found == file.cursors.end()) {
    return Error{ErrorCode::kNotFound, "no cursor is kept under this name"};
  }
  if (when && !holds(*when, &found->second)) return changed();
  file.cursors.erase(found);
  return write(path, file);
}

}  // namespace dangol
