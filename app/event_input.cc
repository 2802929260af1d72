#include "app/event_input.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/limits.h"

namespace dangol {

namespace {

constexpr std::string_view kBlank = " \t\r\n";

Error refused(const std::string& path, std::string_view why) {
  return {ErrorCode::kRejected, fmt::format("{}: {}", path == "-" ? "standard input" : path, why)};
}

// Bytes of a file, a chunk at a time.
class Bytes {
 public:
  explicit Bytes(std::string path) : path_(std::move(path)) {}
  ~Bytes() {
    if (fd_ > STDIN_FILENO) ::close(fd_);
  }
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;

  const std::string& path() const { return path_; }
  Status open() {
    if (path_ == "-") {
      fd_ = STDIN_FILENO;
      return Done{};
    }
    fd_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    if (fd_ < 0) {
      const ErrorCode code = errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kRejected;
      return Error{code, fmt::format("{}: {}", path_, std::strerror(errno))};
    }
    struct stat info {};
    if (::fstat(fd_, &info) == 0 && S_ISDIR(info.st_mode)) {
      return refused(path_, "is a directory; give a file of CloudEvents");
    }
    return Done{};
  }
  // Whether more() answers at once. Files always do.
  bool ready() const {
    pollfd waiting{fd_, POLLIN, 0};
    return ::poll(&waiting, 1, 0) != 0;
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
  const std::string path_;
  int fd_ = -1;
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

Status read_whole(Bytes& bytes, std::string& text, std::size_t limit) {
  for (;;) {
    if (text.size() > limit) {
      return refused(bytes.path(),
                     fmt::format("the document has more than {} bytes; send one event a line "
                                 "instead",
                                 limit));
    }
    Result<bool> more = bytes.more(text);
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
    if (text.size() > kMaxLineBytes) {
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
    const bool fits = line.size() <= kMaxLineBytes;
    line = line.substr(begin, line.find_last_not_of(kBlank) + 1 - begin);
    if (!fits || line.size() > kMaxEventJsonBytes) {
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

struct EventSource::State {
  explicit State(const std::string& path) : bytes(path) {}

  Status see_beginning();
  Status read_lines(const EventInput& input);

  Bytes bytes;
  std::string text;  // read and not handed over
  std::size_t begin = 0;
  bool more = true;
};

Status EventSource::State::see_beginning() {
  if (Status opened = bytes.open(); !opened.ok()) return opened;
  begin = text.npos;
  while (more && begin == text.npos) {
    Result<bool> read = bytes.more(text);
    if (!read.ok()) return read.error();
    more = read.value();
    begin = text.find_first_not_of(kBlank);
  }
  if (begin == text.npos) return refused(bytes.path(), "is empty; give CloudEvents as JSON");
  if (text.substr(begin, 2) == "\x1f\x8b") {
    return refused(bytes.path(), "is compressed; unpack it, as in: zcat FILE | dangol append -");
  }
  if (text[begin] != '{' && text[begin] != '[') {
    return refused(bytes.path(), "is not JSON: it begins with neither { nor [");
  }
  return Done{};
}

Status EventSource::State::read_lines(const EventInput& input) {
  Lines lines(input);
  while (more) {
    lines.take(text);
    if (!bytes.ready()) input.pause();
    Result<bool> read = bytes.more(text);
    if (!read.ok()) return read.error();
    more = read.value();
  }
  lines.take(text);
  lines.last(text);
  return Done{};
}

EventSource::EventSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
EventSource::EventSource(EventSource&&) noexcept = default;
EventSource& EventSource::operator=(EventSource&&) noexcept = default;
EventSource::~EventSource() = default;

Result<EventSource> EventSource::open(const std::string& path) {
  auto state = std::make_unique<State>(path);
  if (Status seen = state->see_beginning(); !seen.ok()) return seen.error();
  return EventSource(std::move(state));
}

Status EventSource::read(const EventInput& input) {
  Bytes& bytes = state_->bytes;
  std::string& text = state_->text;
  const std::size_t begin = state_->begin;
  if (text[begin] == '[') {
    if (Status read = read_whole(bytes, text, kMaxBatchBytes); !read.ok()) return read;
    return split_array(text, begin, bytes.path(), input);
  }
  // A first line that holds a whole object means one document a line. So does one that is too long:
  // as the only line it is refused just the same.
  const auto too_long = [&](std::size_t end) { return end - begin > kMaxEventJsonBytes; };
  while (state_->more && text.find('\n', begin) == text.npos && !too_long(text.size())) {
    Result<bool> read = bytes.more(text);
    if (!read.ok()) return read.error();
    state_->more = read.value();
  }
  const std::size_t line_end = std::min(text.find('\n', begin), text.size());
  const bool by_line =
      too_long(line_end) ||
      end_of_value(std::string_view(text).substr(0, line_end), begin).has_value() ||
      text.substr(line_end, 2) == "\n{";  // the first line is broken, not the form
  if (by_line) return state_->read_lines(input);
  if (Status read = read_whole(bytes, text, kMaxEventJsonBytes); !read.ok()) return read;
  const std::size_t end = text.find_last_not_of(kBlank) + 1;
  input.event(line_at(text, begin), std::string_view(text).substr(begin, end - begin));
  return Done{};
}

}  // namespace dangol
