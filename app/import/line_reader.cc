#include "app/import/line_reader.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "app/import/import_limits.h"

namespace dangol::importing {
namespace {
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
}

Result<LineReader> LineReader::open(const std::string& path) {
  auto source = ByteSource::open(path);
  if (!source.ok()) return source.error();
  LineReader reader(path, std::move(source).value());
  reader.buffer_.resize(kReadBlockBytes);
  while (reader.end_ < kBinaryProbeBytes && !reader.ended_) {
    if (Status status = reader.fill(); !status.ok()) return status.error();
  }
  const std::string_view start(reader.buffer_.data(), reader.end_);
  if (start.empty()) return Error{ErrorCode::kRejected, path + ": is empty"};
  if (const auto nul = start.find('\0'); nul != std::string_view::npos) {
    return Error{
        ErrorCode::kRejected,
        fmt::format("{}: byte {} is NUL: a binary file or UTF-16, not UTF-8 text", path, nul)};
  }
  if (start.starts_with(kByteOrderMark)) reader.begin_ = kByteOrderMark.size();
  return reader;
}

Status LineReader::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
  auto got = source_.read({buffer_.data() + end_, buffer_.size() - end_});
  if (!got.ok()) {
    return Error{got.error().code, fmt::format("{} (line {})", got.error().message, number_ + 1)};
  }
  if (got.value() == 0) ended_ = true;
  end_ += got.value();
  return Done{};
}

Result<std::optional<Line>> LineReader::next() {
  std::size_t searched = 0;
  bool too_long = false;
  for (;;) {
    const char* from = buffer_.data() + begin_ + searched;
    const void* feed = std::memchr(from, '\n', end_ - begin_ - searched);
    if (feed != nullptr || (ended_ && (begin_ < end_ || too_long))) {
      const std::size_t stop =
          feed == nullptr ? end_ : static_cast<const char*>(feed) - buffer_.data() + 1;
      Line line{++number_, {buffer_.data() + begin_, stop - begin_}, too_long};
      begin_ = stop;
      if (line.bytes.size() > kMaxRowBytes) line.too_long = true;
      return std::optional<Line>(line);
    }
    if (ended_) return std::optional<Line>();
    searched = end_ - begin_;
    if (searched > kMaxRowBytes) {  // the rest of this line is read and thrown away
      too_long = true;
      begin_ = end_;
      searched = 0;
    }
    if (Status status = fill(); !status.ok()) return status.error();
  }
}

}  // namespace dangol::importing
