// A client's connection: reached, encrypted, and let in. Lives on its loop's thread. Only for sources.
#pragma once

#include <memory>
#include <string>

#include <capnp/rpc-twoparty.h>
#include <kj/async-io.h>
#include <kj/compat/tls.h>

#include "client/options.h"
#include "events/outcome.h"
#include "gateway/dangol.capnp.h"

namespace dangol {

class ClientLine {
 public:
  explicit ClientLine(kj::Own<kj::AsyncIoStream> stream);

  wire::Gateway::Client gateway();
  // REQUIRES: somebody is let in.
  wire::Session::Client& session() { return KJ_ASSERT_NONNULL(session_); }
  void let_in(wire::Session::Client session) { session_ = kj::mv(session); }
  // Done when the connection has gone, or hang_up() was called.
  kj::Promise<void> gone() { return gone_.addBranch(); }
  void hang_up() {
    over_ = true;
    hung_up_->fulfill();
  }
  // hang_up() was called.
  bool over() const { return over_; }

 private:
  kj::Own<kj::AsyncIoStream> stream_;
  capnp::TwoPartyVatNetwork network_;
  capnp::RpcSystem<capnp::rpc::twoparty::VatId> rpc_;
  kj::Maybe<wire::Session::Client> session_;
  bool over_ = false;
  kj::Own<kj::PromiseFulfiller<void>> hung_up_;
  kj::ForkedPromise<void> gone_;
};

// Makes lines, one after the other.
class ClientConnector {
 public:
  // kUsage, naming the option or file: it cannot be used.
  static Result<std::unique_ptr<ClientConnector>> make(const ClientOptions& options,
                                                       kj::AsyncIoContext& io);

  // A line that is let in, or the server's refusal. Fails when nobody answers.
  kj::Promise<Result<kj::Own<ClientLine>>> connect();
  // Whether the file of the token holds another one than the last line was entered with.
  bool token_changed() const;

 private:
  ClientConnector(const ClientOptions& options, kj::AsyncIoContext& io)
      : options_(options), io_(io) {}
  Result<std::string> token_now() const;
  kj::Promise<Result<kj::Own<ClientLine>>> enter(kj::Own<kj::AsyncIoStream> stream);

  const ClientOptions& options_;
  kj::AsyncIoContext& io_;
  std::string server_name_;
  std::string token_;  // the last that was shown
  kj::Maybe<kj::Own<kj::TlsContext>> tls_;
};

}  // namespace dangol
