// What a server's threads bound: the limits of gateway/http/limits.h, of which a test may pass smaller ones.
#pragma once

#include <chrono>
#include <cstddef>

#include "gateway/http/limits.h"
#include "gateway/rpc/bounds.h"

namespace dangol {

struct HttpBounds {
  std::chrono::milliseconds head = kHttpHeadTime;
  std::chrono::milliseconds body = kHttpBodyTime;
  std::chrono::milliseconds answer = kHttpAnswerTime;
  std::chrono::milliseconds silence = kHttpSilence;
  std::chrono::milliseconds idle = kHttpIdle;
  std::chrono::milliseconds handshake = kHandshakeTime;
  std::chrono::milliseconds grace = kHttpGrace;
  std::chrono::milliseconds still = kStillLetInEvery;
  std::size_t connections = kMaxHttpConnections;  // of one thread
  std::size_t bodies_bytes = kHttpBodiesBytes;    // of one thread
  RpcBounds rpc = {};
};

}  // namespace dangol
