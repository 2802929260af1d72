// A client's connection: requests out, answers in. Only for sources.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "gateway/asking_capnp.h"
#include "gateway/local_client.h"

namespace dangol {

// Thread-safe, request by request: a log is read by one thread while another asks for its tiles. Answers
// that come in several parts are for one thread alone.
class LocalClient::Line {
 public:
  explicit Line(FrameStream stream) : stream_(std::move(stream)) {}

  Asking begin() {
    const std::lock_guard lock(mutex_);
    return Asking(++last_id_);
  }
  Status send(Asking& request) {
    const std::lock_guard lock(mutex_);
    return stream_.send(request.frame());
  }
  // As send(); other requests may be answered before this one is asked for.
  Status send_ahead(Asking& request) {
    const std::lock_guard lock(mutex_);
    ahead_.emplace(request.root.getId(), nullptr);
    return stream_.send(request.frame());
  }
  // Nobody waits for what was sent ahead any more.
  void give_up(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    ahead_.erase(id);
  }
  // The answer to the request `id`. What comes before it, and was not sent ahead, belongs to reads that
  // were given up.
  Result<std::unique_ptr<FrameMessage>> answer_to(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    return answer_locked(id);
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
  // REQUIRES: mutex_.
  Result<std::unique_ptr<FrameMessage>> answer_locked(std::uint64_t id) {
    const auto came = ahead_.find(id);
    if (came != ahead_.end()) {
      std::unique_ptr<FrameMessage> message = std::move(came->second);
      ahead_.erase(came);
      if (message) return message;
    }
    try {
      for (;;) {
        Result<WireFrame> frame = stream_.receive();
        if (!frame.ok()) return frame.error();
        auto message = std::make_unique<FrameMessage>(std::move(frame).value());
        const std::uint64_t of = message->root<wire::Answer>().getId();
        if (of == id || of == 0) return message;
        const auto awaited = ahead_.find(of);
        if (awaited != ahead_.end()) awaited->second = std::move(message);
      }
    } catch (const kj::Exception&) {
      return not_understood();
    }
  }

  std::mutex mutex_;  // guards all below
  FrameStream stream_;
  std::uint64_t last_id_ = 0;
  // What was sent ahead, and its answer once it has come.
  std::map<std::uint64_t, std::unique_ptr<FrameMessage>> ahead_;
};

}  // namespace dangol
