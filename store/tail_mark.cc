#include "store/tail_mark.h"

#include <array>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

#include "store/crc32c.h"
#include "store/format.h"

namespace dangol {
namespace {

constexpr std::string_view kMagic = "DGLMARK1";
constexpr std::size_t kCovered = 8 + 8 + 8;
constexpr std::size_t kBytes = kCovered + 4;

}  // namespace

std::optional<TailMark> read_tail_mark(const std::filesystem::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return std::nullopt;
  std::array<char, kBytes> bytes;
  const ssize_t got = ::pread(file.get(), bytes.data(), bytes.size(), 0);
  std::string_view in(bytes.data(), bytes.size());
  if (got != static_cast<ssize_t>(kBytes) || !in.starts_with(kMagic)) return std::nullopt;
  std::string_view crc = in.substr(kCovered);
  if (format::take_u32(crc) != crc32c(in.substr(0, kCovered))) return std::nullopt;
  return TailMark{FrameIndex(format::read_u64(in.data() + 8)),
                  Position(format::read_u64(in.data() + 16))};
}

TailMarkFile::TailMarkFile(const std::filesystem::path& path)
    : file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {}

void TailMarkFile::write(const TailMark& mark) {
  if (!file_.valid()) return;
  std::string bytes(kMagic);
  format::put_u64(bytes, mark.frame.value());
  format::put_u64(bytes, mark.size.value());
  format::put_u32(bytes, crc32c(bytes));
  static_cast<void>(::pwrite(file_.get(), bytes.data(), bytes.size(), 0) == 0);
}

}  // namespace dangol
