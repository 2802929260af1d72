#include "store/whole_file.h"

#include <cerrno>
#include <istream>

#include <fcntl.h>
#include <unistd.h>

#include "store/descriptor.h"

namespace dangol {

namespace fs = std::filesystem;

Status sync_directory(const fs::path& dir) {
  const Descriptor fd(::open(dir.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid() || ::fsync(fd.get()) != 0) return io_error("sync the directory", dir, errno);
  return Done{};
}

Status write_whole_file(const fs::path& path, std::string_view text) {
  const fs::path draft = path.string() + ".new";
  {
    const Descriptor fd(::open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!fd.valid()) return io_error("create", draft, errno);
    if (::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
        ::fsync(fd.get()) != 0) {
      return io_error("write", draft, errno);
    }
  }
  if (::rename(draft.c_str(), path.c_str()) != 0) return io_error("rename", draft, errno);
  return sync_directory(path.parent_path());
}

std::optional<std::string> take_line(std::istream& in, std::string_view name) {
  std::string line;
  if (!std::getline(in, line) || !line.starts_with(name)) return std::nullopt;
  if (line.size() == name.size()) return "";
  if (line[name.size()] != ' ') return std::nullopt;
  return line.substr(name.size() + 1);
}

}  // namespace dangol
