// What somebody who has entered may call. Lives on its loop's thread. Only for sources.
#pragma once

#include <functional>
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
#include "gateway/rpc/question_capnp.h"

namespace dangol {

// What a connection begins with.
wire::Gateway::Client make_rpc_gateway(kj::Own<RpcClient> client);

class RpcSession final : public wire::Session::Server {
 public:
  RpcSession(kj::Own<RpcClient> client, Principal principal);
  ~RpcSession();

  kj::Promise<void> append(AppendContext context) override;
  kj::Promise<void> stream(StreamContext context) override;
  kj::Promise<void> subject(SubjectContext context) override;
  kj::Promise<void> history(HistoryContext context) override;
  kj::Promise<void> events(EventsContext context) override;
  kj::Promise<void> feed(FeedContext context) override;
  kj::Promise<void> putCursor(PutCursorContext context) override;
  kj::Promise<void> getCursor(GetCursorContext context) override;
  kj::Promise<void> deleteCursor(DeleteCursorContext context) override;
  kj::Promise<void> figures(FiguresContext context) override;
  kj::Promise<void> figure(FigureContext context) override;
  kj::Promise<void> checkpoint(CheckpointContext context) override;
  kj::Promise<void> inclusion(InclusionContext context) override;
  kj::Promise<void> consistency(ConsistencyContext context) override;
  kj::Promise<void> historyProof(HistoryProofContext context) override;
  kj::Promise<void> tile(TileContext context) override;
  kj::Promise<void> accesses(AccessesContext context) override;

 private:
  // Why a call may not be now; nullopt: it may.
  std::optional<Error> refused(RouteId route, Purpose purpose = Purpose::kUnset);
  kj::Own<RpcCall> begin(std::string_view method) {
    return kj::heap<RpcCall>(kj::addRef(*client_), method);
  }
  std::variant<EventTerms, Error> terms(bool as_recorded);

  RpcQuestion question(RouteId route) const { return {route, principal_, client_->from()}; }
  // Why it may not be asked now; nullopt: it may.
  std::optional<Error> refused(const RpcQuestion& question);
  // Reads on another thread; while it does, it is one of the connection's reads.
  kj::Promise<HttpAnswer> read(const RpcQuestion& question);
  kj::Promise<FeedPage> read_page(std::function<FeedPage(const HttpReads&)> read);
  // Answers a call whose result is a document, a page.
  template <class Context>
  kj::Promise<void> document(Context context, std::string_view method, RpcQuestion question);
  template <class Context>
  kj::Promise<void> page(Context context, kj::Own<RpcCall> call,
                         std::function<FeedPage(const HttpReads&)> read);
  template <class Context>
  kj::Promise<void> cursor(Context context, std::string_view method, RpcQuestion question);

  kj::Own<RpcClient> client_;
  const Principal principal_;
  RpcAppends appends_;
};

}  // namespace dangol
