#include "store/projection_tail.h"

#include <fstream>
#include <sstream>
#include <system_error>

#include "store/crc32c.h"
#include "store/format.h"
#include "store/whole_file.h"

namespace dangol {

Status write_projection_tail(const std::filesystem::path& path, const ProjectionTail& tail) {
  std::string bytes;
  bytes.reserve(tail.steps.size() + 256);
  bytes.append(format::kTailMagic);
  bytes.append(format::encode_projection_mark(tail.mark));
  format::put_u64(bytes, tail.first.value());
  format::put_u64(bytes, tail.steps.size());
  bytes.append(tail.steps);
  format::put_u32(bytes, crc32c(bytes));
  return write_whole_file(path, bytes);
}

std::optional<ProjectionTail> read_projection_tail(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (!in || error || size < sizeof(std::uint32_t)) return std::nullopt;
  std::string whole(size, ' ');
  if (!in.read(whole.data(), static_cast<std::streamsize>(size))) return std::nullopt;
  std::string_view rest = std::string_view(whole).substr(whole.size() - sizeof(std::uint32_t));
  const auto sum = format::take_u32(rest);
  rest = std::string_view(whole).substr(0, whole.size() - sizeof(std::uint32_t));
  if (sum != crc32c(rest)) return std::nullopt;
  const auto magic = format::take_bytes(rest, format::kTailMagic.size());
  const auto mark = format::take_bytes(rest, format::kProjectionMarkBytes);
  const auto first = format::take_u64(rest);
  const auto bytes = format::take_u64(rest);
  if (magic != format::kTailMagic || !mark || !first || bytes != rest.size()) return std::nullopt;
  const auto read = format::decode_projection_mark(*mark);
  if (!read) return std::nullopt;
  return ProjectionTail{*read, Position(*first), std::string(rest)};
}

}  // namespace dangol
