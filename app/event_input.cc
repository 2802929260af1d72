#include "app/event_input.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "events/limits.h"

namespace dangol {

namespace {

constexpr std::size_t kReadBytes = 256 << 10;
constexpr std::string_view kBlank = " \t\r\n";

Error refused(const std::string& path, std::string_view why) {
  return {ErrorCode::kRejected, fmt::format("{}: {}", path == "-" ? "standard input" : path, why)};
}

// Bytes of a file, a chunk at a time.
class Source {
 public:
  ~Source() {
    if (fd_ > STDIN_FILENO) ::close(fd_);
  }
  Status open(const std::string& path) {
    path_ = path;
    if (path == "-") {
      fd_ = STDIN_FILENO;
      return Done{};
    }
    fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd_ < 0) {
      const ErrorCode code = errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kRejected;
      return Error{code, fmt::format("{}: {}", path, std::strerror(errno))};
    }
    struct stat info {};
    if (::fstat(fd_, &info) == 0 && S_ISDIR(info.st_mode)) {
      return refused(path, "is a directory; give a file of CloudEvents");
    }
    return Done{};
  }
  // Appends what can be read now; false at the end.
  Result<bool> more(std::string& into) {
    const std::size_t before = into.size();
    into.resize(before + kReadBytes);
    ssize_t got = 0;
    do {
      got = ::read(fd_, into.data() + before, kReadBytes);
    } while (got < 0 && errno == EINTR);
    into.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0) return refused(path_, std::strerror(errno));
    return got > 0;
  }

 private:
  int fd_ = -1;
  std::string path_;
};

// Where the JSON value that begins at `from` ends (one behind its last byte), counting brackets
// outside of strings; nullopt when it does not end in `text`. Whether it is JSON the codec says.
std::optional<std::size_t> end_of_value(std::string_view text, std::size_t from) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = from; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if ((c == '}' || c == ']') && --depth == 0) {
      return i + 1;
    }
  }
  return std::nullopt;
}

std::uint64_t line_at(std::string_view text, std::size_t offset) {
  return 1 + static_cast<std::uint64_t>(std::count(text.begin(), text.begin() + offset, '\n'));
}

Status read_whole(Source& source, std::string& text, std::size_t limit, const std::string& path) {
  for (;;) {
    if (text.size() > limit) {
      return refused(path, fmt::format("the document has more than {} bytes; send one event a line "
                                       "instead",
                                       limit));
    }
    Result<bool> more = source.more(text);
    if (!more.ok()) return more.error();
    if (!more.value()) return Done{};
  }
}

// A JSON array: hands over each element.
Status split_array(std::string_view text, std::size_t begin, const std::string& path,
                   const EventInput& input) {
  std::size_t at = begin + 1;
  for (bool first = true;; first = false) {
    at = text.find_first_not_of(kBlank, at);
    if (at == text.npos) return refused(path, "the array does not end");
    if (text[at] == ']' && first) break;
    const std::optional<std::size_t> end = text[at] == '{' ? end_of_value(text, at) : std::nullopt;
    if (!end) {
      return refused(path, fmt::format("line {}: an element of the array is not a JSON object",
                                       line_at(text, at)));
    }
    input.event(line_at(text, at), text.substr(at, *end - at));
    at = text.find_first_not_of(kBlank, *end);
    if (at == text.npos) return refused(path, "the array does not end");
    if (text[at] == ']') break;
    if (text[at] != ',') {
      return refused(path, fmt::format("line {}: a comma or ] is missing", line_at(text, at)));
    }
    ++at;
  }
  if (text.find_first_not_of(kBlank, at + 1) != text.npos) {
    return refused(path, "something follows the array");
  }
  return Done{};
}

// One document a line.
class Lines {
 public:
  explicit Lines(const EventInput& input) : input_(input) {}

  // Hands over every complete line and removes it from `text`.
  void take(std::string& text) {
    std::size_t from = 0;
    for (std::size_t end; (end = text.find('\n', from)) != text.npos; from = end + 1) {
      one(std::string_view(text).substr(from, end - from));
    }
    text.erase(0, from);
    if (text.size() > kMaxEventJsonBytes) {
      if (!skipping_) too_long();
      skipping_ = true;
      text.clear();
    }
  }
  void last(std::string_view text) {
    if (!text.empty() || skipping_) one(text);
  }

 private:
  void one(std::string_view line) {
    ++line_;
    if (skipping_) {
      skipping_ = false;
      return;
    }
    const std::size_t begin = line.find_first_not_of(kBlank);
    if (begin == line.npos) return;
    line = line.substr(begin, line.find_last_not_of(kBlank) + 1 - begin);
    if (line.size() > kMaxEventJsonBytes) {
      --line_;
      too_long();
      ++line_;
      return;
    }
    input_.event(line_, line);
  }
  void too_long() {
    input_.bad(line_ + 1, fmt::format("the event has more than {} bytes", kMaxEventJsonBytes));
  }

  const EventInput& input_;
  std::uint64_t line_ = 0;
  bool skipping_ = false;  // the rest of a line that was too long
};

}  // namespace

Status read_events(const std::string& path, const EventInput& input) {
  Source source;
  if (Status opened = source.open(path); !opened.ok()) return opened;
  std::string text;
  std::size_t begin = text.npos;
  bool more = true;
  while (more && begin == text.npos) {
    Result<bool> read = source.more(text);
    if (!read.ok()) return read.error();
    more = read.value();
    begin = text.find_first_not_of(kBlank);
  }
  if (begin == text.npos) return refused(path, "is empty; give CloudEvents as JSON");
  if (text.substr(begin, 2) == "\x1f\x8b") {
    return refused(path, "is compressed; unpack it, as in: zcat FILE | dangol append -");
  }
  if (text[begin] == '[') {
    if (Status read = read_whole(source, text, kMaxBatchBytes, path); !read.ok()) return read;
    return split_array(text, begin, path, input);
  }
  if (text[begin] != '{') {
    return refused(path, "is not JSON: it begins with neither { nor [");
  }
  // A first line that holds a whole object means one document a line.
  while (more && text.find('\n', begin) == text.npos && text.size() <= kMaxEventJsonBytes) {
    Result<bool> read = source.more(text);
    if (!read.ok()) return read.error();
    more = read.value();
  }
  const std::size_t line_end = std::min(text.find('\n', begin), text.size());
  const bool by_line =
      end_of_value(std::string_view(text).substr(0, line_end), begin).has_value() ||
      text.substr(line_end, 2) == "\n{";  // the first line is broken, not the form
  if (!by_line) {
    if (Status read = read_whole(source, text, kMaxEventJsonBytes, path); !read.ok()) return read;
    const std::size_t end = text.find_last_not_of(kBlank) + 1;
    input.event(line_at(text, begin), std::string_view(text).substr(begin, end - begin));
    return Done{};
  }
  Lines lines(input);
  while (more) {
    lines.take(text);
    input.pause();
    Result<bool> read = source.more(text);
    if (!read.ok()) return read.error();
    more = read.value();
  }
  lines.take(text);
  lines.last(text);
  return Done{};
}

}  // namespace dangol
