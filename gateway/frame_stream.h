// Frames over a blocking socket: the client's side.
#pragma once

#include <chrono>
#include <utility>

#include "events/outcome.h"
#include "gateway/frame.h"
#include "gateway/local_socket.h"

namespace dangol {

// One thread may send while another receives.
class FrameStream {
 public:
  explicit FrameStream(Descriptor socket) : socket_(std::move(socket)) {}

  // kUnavailable: the other side is gone.
  Status send(const WireFrame& frame);
  // Waits for a whole frame of at most kMaxAnswerBytes. kUnavailable: the other side is gone, also in
  // the middle of a frame; kRejected: what came is no frame.
  Result<WireFrame> receive();
  // Nothing more will be sent.
  void end_sending();
  // Makes receive() answer that the other side is gone.
  void shut_down();
  // receive() waits at most so long; 0: for ever.
  void set_patience(std::chrono::milliseconds patience);

 private:
  Status receive_bytes(void* into, std::size_t size);

  Descriptor socket_;
};

}  // namespace dangol
