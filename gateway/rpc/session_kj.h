// What somebody who has entered may call. Lives on its loop's thread. Only for sources.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include <capnp/capability.h>

#include "gateway/dangol.capnp.h"
#include "gateway/http/event_body.h"
#include "gateway/http/routes.h"
#include "gateway/rpc/appends_kj.h"
#include "gateway/rpc/call_kj.h"
#include "gateway/rpc/client_kj.h"

namespace dangol {

// What a connection begins with.
wire::Gateway::Client make_rpc_gateway(kj::Own<RpcClient> client);

class RpcSession final : public wire::Session::Server {
 public:
  RpcSession(kj::Own<RpcClient> client, Principal principal);
  ~RpcSession();

  kj::Promise<void> append(AppendContext context) override;

 private:
  // Why a call may not be now; nullopt: it may.
  std::optional<Error> refused(RouteId route, Purpose purpose = Purpose::kUnset);
  kj::Own<RpcCall> begin(std::string_view method) {
    return kj::heap<RpcCall>(kj::addRef(*client_), method);
  }
  std::variant<EventTerms, Error> terms(bool as_recorded);

  kj::Own<RpcClient> client_;
  const Principal principal_;
  RpcAppends appends_;
};

}  // namespace dangol
