// What a server's threads bound of RPC: the limits of gateway/rpc/limits.h, of which a test may pass smaller ones.
#pragma once

#include <chrono>
#include <cstddef>

#include "gateway/rpc/limits.h"

namespace dangol {

struct RpcBounds {
  std::size_t message_bytes = kMaxRpcMessageBytes;
  std::size_t messages_bytes = kRpcMessagesBytes;  // of one thread
  std::size_t unanswered_bytes = kRpcUnansweredBytes;
  std::size_t unread_bytes = kRpcUnreadBytes;
  std::size_t window_bytes = kRpcWindowBytes;
  std::size_t questions = kRpcQuestions;
  std::size_t reads = kRpcReads;
  std::chrono::milliseconds enter = kRpcEnterTime;
  std::chrono::milliseconds message = kRpcMessageTime;
  std::chrono::milliseconds idle = kRpcIdle;
  std::chrono::milliseconds silence = kHttpSilence;
};

}  // namespace dangol
