// A client's connection: requests out, answers in. Only for sources.
#pragma once

#include <utility>

#include "gateway/asking_capnp.h"
#include "gateway/local_client.h"

namespace dangol {

class LocalClient::Line {
 public:
  explicit Line(FrameStream stream) : stream_(std::move(stream)) {}

  Asking begin() { return Asking(++last_id_); }
  Status send(Asking& request) { return stream_.send(request.frame()); }
  // The answer to the request `id`. What comes before it belongs to reads that were given up.
  Result<std::unique_ptr<FrameMessage>> answer_to(std::uint64_t id) {
    try {
      for (;;) {
        Result<WireFrame> frame = stream_.receive();
        if (!frame.ok()) return frame.error();
        auto message = std::make_unique<FrameMessage>(std::move(frame).value());
        const std::uint64_t of = message->root<wire::Answer>().getId();
        if (of == id || of == 0) return message;
      }
    } catch (const kj::Exception&) {
      return not_understood();
    }
  }
  // Asks and waits.
  template <class Use>
  Status ask(Asking& request, wire::Answer::Which expected, const Use& use) {
    if (Status sent = send(request); !sent.ok()) return sent;
    return hear(request.root.getId(), expected, use);
  }
  // Waits for one more answer.
  template <class Use>
  Status hear(std::uint64_t id, wire::Answer::Which expected, const Use& use) {
    auto message = answer_to(id);
    if (!message.ok()) return message.error();
    return use_answer(*message.value(), expected, use);
  }

 private:
  FrameStream stream_;
  std::uint64_t last_id_ = 0;
};

}  // namespace dangol
