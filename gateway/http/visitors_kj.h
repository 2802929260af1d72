// Who is connected to one gateway thread: so many at most, and who does nothing makes room for who comes.
// Lives on the loop's thread. Only for sources.
#pragma once

#include <cstddef>
#include <list>
#include <string>

#include <kj/async.h>

namespace dangol {

// One connection, from its acceptance to its end.
struct HttpVisitor {
  std::string from;         // the network address of the other end
  std::string certificate;  // as HttpRequest::certificate

 private:
  friend class HttpVisitors;
  kj::Own<kj::PromiseFulfiller<void>> end_;
  std::list<HttpVisitor*>::iterator place_;  // among the idle, if it is
  bool idle_ = false;
  bool sent_away_ = false;
};

class HttpVisitors {
 public:
  explicit HttpVisitors(std::size_t most) : most_(most) {}
  HttpVisitors(const HttpVisitors&) = delete;
  HttpVisitors& operator=(const HttpVisitors&) = delete;

  // Makes room for one more, at the cost of the one that has been idle for longest. False: everybody is busy.
  bool make_room();
  // One more, idle; the promise tells when it must go. REQUIRES: make_room(). `visitor` stays where it is.
  kj::Promise<void> come(HttpVisitor& visitor);
  void leave(HttpVisitor& visitor);

  // It has begun to ask for something, or has its answer.
  void busy(HttpVisitor& visitor);
  void idle(HttpVisitor& visitor);

  // Its connection ends. Once.
  void send_away(HttpVisitor& visitor);

  std::size_t size() const { return size_; }

 private:
  const std::size_t most_;
  std::size_t size_ = 0;
  std::list<HttpVisitor*> idle_;  // longest idle first
};

}  // namespace dangol
