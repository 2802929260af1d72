#include "gateway/frame_stream.h"

#include <cerrno>

#include <sys/socket.h>
#include <sys/time.h>

#include "gateway/limits.h"

namespace dangol {

namespace {

Error gone() { return {ErrorCode::kUnavailable, "the running writer has closed the connection"}; }

}  // namespace

Status FrameStream::send(const WireFrame& frame) {
  std::string_view rest = frame.view();
  while (!rest.empty()) {
    const ssize_t sent = ::send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return gone();
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  return Done{};
}

Result<WireFrame> FrameStream::receive() {
  std::uint64_t head = 0;
  if (Status got = receive_bytes(&head, sizeof head); !got.ok()) return got.error();
  Result<std::size_t> words = frame_words(head, kMaxAnswerBytes);
  if (!words.ok()) return words.error();
  WireFrame frame(words.value() + 1);
  frame.data()[0] = head;
  Status got = receive_bytes(frame.data() + 1, words.value() * sizeof(std::uint64_t));
  if (!got.ok()) return got.error();
  return frame;
}

Status FrameStream::receive_bytes(void* into, std::size_t size) {
  auto* at = static_cast<char*>(into);
  while (size > 0) {
    const ssize_t got = ::recv(socket_.get(), at, size, MSG_WAITALL);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return gone();
    at += got;
    size -= static_cast<std::size_t>(got);
  }
  return Done{};
}

void FrameStream::end_sending() { ::shutdown(socket_.get(), SHUT_WR); }
void FrameStream::shut_down() { ::shutdown(socket_.get(), SHUT_RDWR); }

void FrameStream::set_patience(std::chrono::milliseconds patience) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(patience);
  const std::chrono::microseconds rest = patience - seconds;
  const timeval limit{seconds.count(), rest.count()};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
}

}  // namespace dangol
