// The records of a log as they come: history first, then what is recorded, without gap or repeat.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "client/values.h"

namespace dangol {

struct FeedOptions {
  WhichEvents which = {};
  Looking looking = {};
  // Behind that cursor; empty: from the log's begin; `end`: behind what is recorded now; `cursor:NAME`: from the
  // cursor that is kept under that name.
  std::string after = {};
};

// Made by Client::feed(); when its client has gone it is over.
// One thread at a time. A connection that breaks is opened again behind the last page, as is a feed that the server
// ended because its reader was slow. Destroying it ends it.
class Feed {
 public:
  ~Feed();
  Feed(Feed&&) noexcept;
  Feed& operator=(Feed&&) noexcept;

  // What comes next; without events when nothing has come within `timeout`, or when the filter takes nothing of what
  // did: the page's cursor says how far the feed is. An error is its end: kGone (the log does not go on from the
  // cursor: begin anew), kForbidden, kRejected, kUnavailable (the client has gone).
  Result<RecordedPage> next(std::chrono::milliseconds timeout);

 private:
  friend class Client;
  friend class FeedRun;
  class Shared;
  explicit Feed(std::shared_ptr<Shared> shared);
  std::shared_ptr<Shared> shared_;
};

}  // namespace dangol
