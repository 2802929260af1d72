#include "gateway/greeting.h"

#include <utility>

#include "gateway/asking_capnp.h"

namespace dangol {

Result<Greeted> greet(const std::filesystem::path& dir, std::chrono::milliseconds hello_timeout) {
  Result<Descriptor> socket = connect_in(dir);
  if (!socket.ok()) return socket.error();
  // Private words travel over it.
  if (!is_trusted_peer(socket.value().get())) {
    return Error{ErrorCode::kNotFound, "the process that listens there is another user's"};
  }
  Greeted greeted{FrameStream(std::move(socket).value())};
  greeted.stream.set_patience(hello_timeout);
  Asking hello(1);
  hello.root.initHello().setProtocol(wire::PROTOCOL);
  if (Status sent = greeted.stream.send(hello.frame()); !sent.ok()) {
    // It may have said why before it hung up.
  }
  Result<WireFrame> frame = greeted.stream.receive();
  if (!frame.ok()) return Error{ErrorCode::kNotFound, frame.error().message};
  FrameMessage message(std::move(frame).value());
  Status welcome = use_answer(message, wire::Answer::HELLO, [&](wire::Answer::Reader answer) {
    greeted.writer = answer.getHello().getProcessId();
    return Status(Done{});
  });
  if (!welcome.ok()) return welcome.error();
  greeted.stream.set_patience(std::chrono::milliseconds(0));
  return greeted;
}

}  // namespace dangol
