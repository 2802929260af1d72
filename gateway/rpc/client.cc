// See gateway/http/loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include "gateway/rpc/client_kj.h"
#include "gateway/rpc/door_kj.h"

namespace dangol {

HttpLoop& RpcClient::loop() const { return door_.loop(); }

RpcClient::Busy::Busy(kj::Own<RpcClient> client) : client_(kj::mv(client)) {
  if (++client_->busy_ == 1 && client_->visitor_ != nullptr) {
    client_->loop().visitors().busy(*client_->visitor_);
  }
}

RpcClient::Busy::~Busy() {
  if (--client_->busy_ > 0) return;
  client_->idle_since_ = std::chrono::steady_clock::now();
  if (client_->visitor_ != nullptr) client_->loop().visitors().idle(*client_->visitor_);
  if (client_->quiet_.get() != nullptr) client_->quiet_->fulfill();
}

std::chrono::steady_clock::duration RpcClient::idle_for() const {
  if (busy_ > 0) return {};
  return std::chrono::steady_clock::now() - idle_since_;
}

kj::Promise<void> RpcClient::until_quiet() {
  if (busy_ == 0) return kj::READY_NOW;
  auto pair = kj::newPromiseAndFulfiller<void>();
  quiet_ = kj::mv(pair.fulfiller);
  return pair.promise.then([] { return kj::evalLast([] {}); }).then([this] {
    return until_quiet();
  });
}

}  // namespace dangol
