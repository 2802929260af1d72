// A client's requests, and what it makes of the answers. Only for sources.
#pragma once

#include <utility>

#include <capnp/message.h>
#include <kj/exception.h>

#include "events/sealing_message_capnp.h"
#include "gateway/frame_capnp.h"
#include "gateway/local.capnp.h"
#include "gateway/wire_capnp.h"

namespace dangol {

// A request that is being filled.
struct Asking {
  explicit Asking(std::uint64_t id) : root(message.initRoot<wire::Request>()) { root.setId(id); }
  WireFrame frame() { return to_frame(message); }
  capnp::MallocMessageBuilder message;
  wire::Request::Builder root;
};

inline Error not_understood() {
  return {ErrorCode::kUnavailable, "the running writer's answer cannot be read"};
}

// Calls `use` with an answer of the kind expected; it returns a Status. A refusal is its error.
template <class Use>
Status use_answer(FrameMessage& message, wire::Answer::Which expected, const Use& use) {
  try {
    const auto answer = message.root<wire::Answer>();
    if (answer.isRefused()) return read_error(answer.getRefused());
    if (answer.isClosing()) {
      return Error{ErrorCode::kUnavailable, "the running writer has ended: try again"};
    }
    if (answer.which() != expected) return not_understood();
    return use(answer);
  } catch (const kj::Exception&) {
    return not_understood();
  }
}

}  // namespace dangol
