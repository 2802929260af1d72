#include "gateway/http/visitors_kj.h"

namespace dangol {

bool HttpVisitors::make_room() {
  if (size_ < most_) return true;
  if (idle_.empty()) return false;
  send_away(*idle_.front());
  return true;
}

void HttpVisitors::send_away(HttpVisitor& visitor) {
  if (visitor.sent_away_) return;
  busy(visitor);
  visitor.sent_away_ = true;
  --size_;
  visitor.end_->fulfill();
}

kj::Promise<void> HttpVisitors::come(HttpVisitor& visitor) {
  auto pair = kj::newPromiseAndFulfiller<void>();
  visitor.end_ = kj::mv(pair.fulfiller);
  ++size_;
  idle(visitor);
  return kj::mv(pair.promise);
}

void HttpVisitors::leave(HttpVisitor& visitor) {
  busy(visitor);
  if (!visitor.sent_away_) --size_;
}

void HttpVisitors::busy(HttpVisitor& visitor) {
  if (!visitor.idle_) return;
  idle_.erase(visitor.place_);
  visitor.idle_ = false;
}

void HttpVisitors::idle(HttpVisitor& visitor) {
  if (visitor.idle_ || visitor.sent_away_) return;
  visitor.place_ = idle_.insert(idle_.end(), &visitor);
  visitor.idle_ = true;
}

}  // namespace dangol
