#include "app/import/byte_source.h"

#include <cerrno>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "app/import/import_limits.h"

namespace dangol::importing {
namespace {

constexpr unsigned char kGzipMagic[2] = {0x1f, 0x8b};
// zlib: window of 32 KiB, gzip header and trailer expected.
constexpr int kGzipWindowBits = 15 + 16;

}  // namespace

struct ByteSource::State {
  std::string path;
  int descriptor = -1;
  std::uint64_t read = 0;
  std::uint64_t total = 0;
  std::uint64_t unpacked = 0;
  std::vector<char> packed;  // what the file gave and nobody took yet
  std::size_t packed_begin = 0;
  std::size_t packed_end = 0;
  bool gzip = false;
  bool member_open = false;  // inside a gzip member
  bool file_ended = false;
  z_stream stream{};
  bool stream_ready = false;

  ~State() {
    if (stream_ready) inflateEnd(&stream);
    if (descriptor >= 0) ::close(descriptor);
  }

  Error failure(std::string reason) const {
    return {ErrorCode::kRejected, fmt::format("{}: {}", path, reason)};
  }

  Status fill() {
    packed_begin = 0;
    packed_end = 0;
    ssize_t got;
    do {
      got = ::read(descriptor, packed.data(), packed.size());
    } while (got < 0 && errno == EINTR);
    if (got < 0) return failure(fmt::format("cannot be read: {}", std::strerror(errno)));
    if (got == 0) file_ended = true;
    packed_end = static_cast<std::size_t>(got);
    read += static_cast<std::uint64_t>(got);
    return Done{};
  }

  std::size_t take_plain(std::span<char> room) {
    const std::size_t size = std::min(room.size(), packed_end - packed_begin);
    std::memcpy(room.data(), packed.data() + packed_begin, size);
    packed_begin += size;
    unpacked += size;
    return size;
  }

  Result<std::size_t> inflate_some(std::span<char> room) {
    stream.next_in = reinterpret_cast<Bytef*>(packed.data() + packed_begin);
    stream.avail_in = static_cast<uInt>(packed_end - packed_begin);
    stream.next_out = reinterpret_cast<Bytef*>(room.data());
    stream.avail_out = static_cast<uInt>(room.size());
    member_open = true;
    const int code = ::inflate(&stream, Z_NO_FLUSH);
    packed_begin = packed_end - stream.avail_in;
    const std::size_t got = room.size() - stream.avail_out;
    unpacked += got;
    if (code == Z_STREAM_END) {
      member_open = false;
      inflateReset(&stream);
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
      return failure(fmt::format("the gzip data are damaged after {} unpacked bytes ({})", unpacked,
                                 stream.msg == nullptr ? "no further reason" : stream.msg));
    }
    return got;
  }
};

ByteSource::ByteSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
ByteSource::ByteSource(ByteSource&&) noexcept = default;
ByteSource& ByteSource::operator=(ByteSource&&) noexcept = default;
ByteSource::~ByteSource() = default;

Result<ByteSource> ByteSource::open(const std::string& path) {
  auto state = std::make_unique<State>();
  state->path = path;
  // Non-blocking, so that opening a pipe without a writer answers instead of waiting.
  state->descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (state->descriptor < 0) {
    Error failure = state->failure(fmt::format("cannot be opened: {}", std::strerror(errno)));
    if (errno == ENOENT) failure.code = ErrorCode::kNotFound;
    return failure;
  }
  struct stat facts {};
  if (::fstat(state->descriptor, &facts) != 0) {
    return state->failure(fmt::format("cannot be examined: {}", std::strerror(errno)));
  }
  if (S_ISDIR(facts.st_mode)) return state->failure("is a directory, not a file");
  if (!S_ISREG(facts.st_mode)) {
    return state->failure("is not a regular file; an import reads a file twice, to check it first");
  }
  if (facts.st_size == 0) return state->failure("is empty");
  state->total = static_cast<std::uint64_t>(facts.st_size);
  state->packed.resize(kReadBlockBytes);
  if (Status status = state->fill(); !status.ok()) return status.error();
  state->gzip = state->packed_end >= sizeof kGzipMagic &&
                std::memcmp(state->packed.data(), kGzipMagic, sizeof kGzipMagic) == 0;
  if (state->gzip) {
    if (inflateInit2(&state->stream, kGzipWindowBits) != Z_OK) {
      return state->failure("cannot be unpacked: no memory");
    }
    state->stream_ready = true;
  }
  return ByteSource(std::move(state));
}

Result<std::size_t> ByteSource::read(std::span<char> room) {
  State& state = *state_;
  for (;;) {
    if (state.packed_begin == state.packed_end && !state.file_ended) {
      if (Status status = state.fill(); !status.ok()) return status.error();
    }
    if (!state.gzip) return state.take_plain(room);
    const bool nothing_left = state.packed_begin == state.packed_end && state.file_ended;
    if (nothing_left && !state.member_open) return std::size_t{0};
    auto got = state.inflate_some(room);
    if (!got.ok() || got.value() > 0) return got;
    if (nothing_left) {
      return state.failure(
          fmt::format("the gzip data end early, after {} unpacked bytes: the file is cut short",
                      state.unpacked));
    }
  }
}

std::uint64_t ByteSource::bytes_read() const {
  return state_->read - (state_->packed_end - state_->packed_begin);
}
std::uint64_t ByteSource::bytes_total() const { return state_->total; }

}  // namespace dangol::importing
