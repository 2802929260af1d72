// The event loop of a thread of ours. Only for sources.
#pragma once

#include <csignal>

#include <kj/async-io.h>

namespace dangol {

// KJ ignores SIGPIPE for the whole process, which is not ours to change: blocked in this thread
// alone it serves as well.
inline kj::AsyncIoContext make_loop_io() {
  struct sigaction before {};
  ::sigaction(SIGPIPE, nullptr, &before);
  kj::AsyncIoContext io = kj::setupAsyncIo();
  ::sigaction(SIGPIPE, &before, nullptr);
  sigset_t pipe;
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  return io;
}

}  // namespace dangol
