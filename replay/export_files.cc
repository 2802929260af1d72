#include "replay/export_files.h"

#include <cerrno>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "store/descriptor.h"
#include "store/tile_names.h"

namespace dangol {

namespace fs = std::filesystem;

std::string export_records_path(std::uint64_t bundle) {
  return fmt::format("{}/{}", kExportRecords, index_path(bundle));
}

Result<std::string> read_export_file(const fs::path& dir, const std::string& name,
                                     std::size_t most) {
  std::error_code error;
  const fs::file_status there = fs::status(dir / name, error);
  if (!fs::exists(there)) return Error{ErrorCode::kNotFound, name + " is missing"};
  if (!fs::is_regular_file(there)) return Error{ErrorCode::kRejected, name + " is no file"};
  std::ifstream in(dir / name, std::ios::binary);
  std::string bytes(most + 1, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!in.is_open() || in.bad()) {
    return Error{ErrorCode::kUnavailable, name + " cannot be read"};
  }
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  if (bytes.size() > most) {
    return Error{ErrorCode::kRejected, fmt::format("{} is longer than {} bytes", name, most)};
  }
  return bytes;
}

Status ExportWriter::put(const std::string& name, std::string_view bytes) {
  const fs::path path = dir_ / name;
  std::error_code error;
  if (fs::file_size(path, error) == bytes.size() && !error) {
    Result<std::string> there = read_export_file(dir_, name, bytes.size());
    if (there.ok() && there.value() == bytes) return Done{};
  }
  if (path.parent_path() != made_) {
    fs::create_directories(path.parent_path(), error);
    if (error) return io_error("create", path.parent_path(), error.value());
    made_ = path.parent_path();
  }
  const fs::path draft = path.string() + ".new";
  {
    std::ofstream out(draft, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) return io_error("write", draft, errno);
  }
  if (::rename(draft.c_str(), path.c_str()) != 0) return io_error("rename", draft, errno);
  ++written_;
  return Done{};
}

Status ExportWriter::sync() {
  // One sync of the file system: there may be a hundred thousand small files.
  const Descriptor fd(::open(dir_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid() || ::syncfs(fd.get()) != 0) return io_error("sync", dir_, errno);
  return Done{};
}

}  // namespace dangol
