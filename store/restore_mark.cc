#include "store/restore_mark.h"

#include <cerrno>
#include <charconv>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>

#include "store/crc32c.h"
#include "store/descriptor.h"
#include "store/origin.h"
#include "store/whole_file.h"

// The grammar: lines "name value", in this order. Do not change.
//
//   dangol restore     what this is
//   origin NAME        under which the log goes on
//   before NAME        the name that it had
//   size N             records of that one's last checkpoint; 0: none
//   crc32c HEX         of all bytes before this line

namespace dangol {

namespace fs = std::filesystem;

namespace {

fs::path mark_in(const fs::path& dir) { return dir / "restoring"; }

std::string text_of(const RestoreMark& mark) {
  std::string text = fmt::format("dangol restore\norigin {}\nbefore {}\nsize {}\n", mark.origin,
                                 mark.origin_before, mark.size_before);
  return text + fmt::format("crc32c {:08x}\n", crc32c(text));
}

}  // namespace

Result<std::optional<RestoreMark>> read_restore_mark(const fs::path& dir) {
  const fs::path path = mark_in(dir);
  std::error_code error;
  if (!fs::exists(path, error)) return std::optional<RestoreMark>();
  std::ostringstream read;
  read << std::ifstream(path, std::ios::binary).rdbuf();
  std::istringstream in(read.str());
  RestoreMark mark;
  const auto first = take_line(in, "dangol restore");
  mark.origin = take_line(in, "origin").value_or("");
  mark.origin_before = take_line(in, "before").value_or("");
  const std::string size = take_line(in, "size").value_or("");
  std::from_chars(size.data(), size.data() + size.size(), mark.size_before);
  // What was read is written again: every byte of it counts.
  if (first && check_origin(mark.origin).ok() && text_of(mark) == read.str()) {
    return std::optional(std::move(mark));
  }
  return Error{ErrorCode::kCorrupt,
               fmt::format("{}: its bytes are not what a restore wrote. Put the backup back, and "
                           "restore it again",
                           path.string())};
}

Status write_restore_mark(const fs::path& dir, const RestoreMark& mark) {
  return write_whole_file(fs::absolute(mark_in(dir)), text_of(mark));
}

Status remove_restore_mark(const fs::path& dir) {
  const fs::path path = mark_in(dir);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return io_error("remove", path, errno);
  return sync_directory(fs::absolute(dir));
}

}  // namespace dangol
