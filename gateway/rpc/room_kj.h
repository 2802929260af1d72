// Bytes that many share, and wait for. Lives on its loop's thread. Only for sources.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <kj/async.h>

namespace dangol {

class RpcRoom {
 public:
  explicit RpcRoom(std::size_t bytes) : left_(bytes) {}
  RpcRoom(const RpcRoom&) = delete;
  RpcRoom& operator=(const RpcRoom&) = delete;

  // When there is room for so many, which are taken then. Who waits and goes away takes nothing.
  kj::Promise<void> take(std::size_t bytes) {
    if (bytes <= left_) {
      left_ -= bytes;
      return kj::READY_NOW;
    }
    auto pair = kj::newPromiseAndFulfiller<void>();
    waiting_.push_back(kj::mv(pair.fulfiller));
    return pair.promise.then([this, bytes] { return take(bytes); });
  }
  void give(std::size_t bytes) {
    left_ += bytes;
    for (auto& one : std::exchange(waiting_, {})) one->fulfill();
  }
  std::size_t left() const { return left_; }

  // What was taken, given back at its end.
  class Share {
   public:
    explicit Share(RpcRoom& room) : room_(room) {}
    ~Share() { room_.give(bytes_); }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    kj::Promise<void> grow(std::size_t bytes) {
      return room_.take(bytes).then([this, bytes] { bytes_ += bytes; });
    }

   private:
    RpcRoom& room_;
    std::size_t bytes_ = 0;
  };

 private:
  std::size_t left_;
  std::vector<kj::Own<kj::PromiseFulfiller<void>>> waiting_;
};

}  // namespace dangol
