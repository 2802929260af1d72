#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <pthread.h>
#include <sys/random.h>

#include "events/sealing_seams.h"

namespace dangol {
namespace {

constexpr std::size_t kBufferBytes = 4096;

void ask_system(std::uint8_t* out, std::size_t bytes) {
  while (bytes > 0) {
    const ssize_t got = getrandom(out, bytes, 0);
    if (got < 0) {
      if (errno == EINTR) continue;
      std::abort();
    }
    out += got;
    bytes -= static_cast<std::size_t>(got);
  }
}

// What one thread has fetched and not yet given out. Each byte is given once and then forgotten.
struct Buffer {
  std::uint8_t bytes[kBufferBytes];
  std::size_t used = kBufferBytes;
};
thread_local Buffer buffer;

// A forked child must not give out the bytes that its parent gives out.
void forget_in_child() { buffer.used = kBufferBytes; }

}  // namespace

void OsEntropy::fill(std::span<std::uint8_t> out) {
  if (out.size() > kBufferBytes / 4) return ask_system(out.data(), out.size());
  static const int registered = pthread_atfork(nullptr, nullptr, forget_in_child);
  if (registered != 0) return ask_system(out.data(), out.size());
  if (buffer.used + out.size() > kBufferBytes) {
    ask_system(buffer.bytes, kBufferBytes);
    buffer.used = 0;
  }
  std::memcpy(out.data(), buffer.bytes + buffer.used, out.size());
  wipe(buffer.bytes + buffer.used, out.size());
  buffer.used += out.size();
}

}  // namespace dangol
