// See loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

// One request's body. What it takes of memory is what has come of it, not what was announced: somebody who
// announces much and sends nothing holds nobody up.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "gateway/http/loop_kj.h"
#include "gateway/http/problem.h"

namespace dangol {

namespace {

constexpr std::size_t kFirstPiece = 16 << 10;

using Came = std::variant<std::string, HttpAnswer>;

}  // namespace

// Reads one body. Its share of the bytes that bodies may have is given back at its end.
class HttpLoop::Body {
 public:
  Body(HttpLoop& loop, kj::AsyncInputStream& from, std::size_t expected)
      : loop_(loop), from_(from), expected_(expected) {}
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;
  ~Body() { loop_.bodies_bytes_ -= text_.size(); }

  kj::Promise<Came> read() {
    if (have_ == text_.size() && !grow()) {
      return Came(loop_.refuse(Refusal::kNoRoom, 429, "overloaded",
                               "the server holds as many bodies as it can"));
    }
    const std::size_t room = text_.size() - have_;
    return from_.tryRead(text_.data() + have_, room, room)
        .then([this, room](std::size_t got) -> kj::Promise<Came> {
          have_ += got;
          if (have_ > kMaxHttpBodyBytes) return Came(loop_.body_too_large());
          if (got == room && have_ < expected_) return read();
          return Came(text_.substr(0, have_));
        });
  }

 private:
  // One byte more than may be tells that there are too many.
  bool grow() {
    const std::size_t to = std::min({std::max(2 * text_.size(), kFirstPiece), expected_});
    const std::size_t more = to - text_.size();
    if (loop_.bodies_bytes_ + more > loop_.bounds().bodies_bytes) return false;
    loop_.bodies_bytes_ += more;
    text_.resize(to);
    return true;
  }

  HttpLoop& loop_;
  kj::AsyncInputStream& from_;
  const std::size_t expected_;  // at most so many come
  std::string text_;            // room for what comes next
  std::size_t have_ = 0;
};

HttpAnswer HttpLoop::refuse(Refusal why, unsigned status, std::string_view code,
                            std::string_view detail) {
  gate().refusals().count(why);
  return problem(status, code, detail);
}

HttpAnswer HttpLoop::body_too_large() {
  return refuse(Refusal::kTooLarge, 413, "too-large",
                fmt::format("the body has more than {} bytes", kMaxHttpBodyBytes));
}

kj::Promise<std::variant<std::string, HttpAnswer>> HttpLoop::body(kj::AsyncInputStream& from) {
  std::size_t expected = kMaxHttpBodyBytes + 1;
  KJ_IF_MAYBE (bytes, from.tryGetLength()) {
    if (*bytes > kMaxHttpBodyBytes) return Came(body_too_large());
    if (*bytes == 0) return Came(std::string());
    expected = *bytes;
  }
  auto late = timer().afterDelay(bounds().body.count() * kj::MILLISECONDS).then([this]() -> Came {
    return refuse(Refusal::kTooSlow, 408, "timeout", "the body took too long");
  });
  auto body = kj::heap<Body>(*this, from, expected);
  auto read = body->read();
  return read.exclusiveJoin(kj::mv(late)).attach(kj::mv(body));
}

}  // namespace dangol
