// One call, from its beginning to its answer: it keeps its connection busy, and is counted however it ends. Lives on
// its loop's thread. Only for sources.
#pragma once

#include <chrono>
#include <string_view>

#include <kj/refcount.h>

#include "client/wire_capnp.h"
#include "events/outcome.h"
#include "gateway/rpc/client_kj.h"

namespace dangol {

class RpcCall {
 public:
  // `method` is a literal.
  RpcCall(kj::Own<RpcClient> client, std::string_view method)
      : client_(kj::mv(client)), busy_(kj::addRef(*client_)), method_(method) {}
  ~RpcCall();
  RpcCall(const RpcCall&) = delete;
  RpcCall& operator=(const RpcCall&) = delete;

  // It is answered: well, or by a refusal.
  void answered() { code_ = "ok"; }
  void refuse(const Error& error, wire::Refusal::Builder into);

 private:
  kj::Own<RpcClient> client_;
  const RpcClient::Busy busy_;
  const std::string_view method_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::string_view code_ = "cancelled";
};

}  // namespace dangol
