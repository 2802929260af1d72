// See gateway/http/loop.cc.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include "gateway/rpc/call_kj.h"

namespace dangol {

namespace {

std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotFound: return "not-found";
    case ErrorCode::kConflict: return "conflict";
    case ErrorCode::kRejected: return "rejected";
    case ErrorCode::kOverloaded: return "overloaded";
    case ErrorCode::kUnavailable: return "unavailable";
    case ErrorCode::kCorrupt: return "corrupt";
    case ErrorCode::kInUse: return "in-use";
    case ErrorCode::kUsage: return "usage";
    case ErrorCode::kForbidden: return "forbidden";
    case ErrorCode::kGone: return "gone";
  }
  return "";
}

}  // namespace

RpcCall::~RpcCall() {
  const auto took = std::chrono::steady_clock::now() - begin_;
  client_->loop().metrics().rpc().answered(
      method_, code_,
      static_cast<std::uint64_t>(
          std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
}

void RpcCall::refuse(const Error& error, wire::Refusal::Builder into) {
  code_ = name_of(error.code);
  write_error(error, into);
}

}  // namespace dangol
