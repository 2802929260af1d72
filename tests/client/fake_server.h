// A server that keeps its log in memory and does to its callers what a test tells it: breaks off, refuses, answers
// late or with doubt. On a thread of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "events/outcome.h"

namespace dangol::test {

class FakeServer {
 public:
  // Port 0: any that is free.
  explicit FakeServer(std::uint16_t port = 0);
  ~FakeServer();

  std::uint16_t port() const;
  std::string address() const;

  enum class Act : std::uint8_t {
    kTake,          // record, and say so
    kTakeAndBreak,  // record, and break off without a word
    kBreak,         // break off
    kHold,          // record, and answer at release()
    kNever,         // neither
    kFail,          // an exception
    kSay,           // every event gets this outcome, and is not recorded
    kRefuse,        // the whole request
  };
  struct Step {
    Act act = Act::kTake;
    OutcomeCode outcome = OutcomeCode::kUnavailable;  // of kSay
    ErrorCode refusal = ErrorCode::kOverloaded;       // of kRefuse
  };
  // What becomes of the next appends; those behind are taken.
  void script(std::vector<Step> steps);
  // Any request with an event of this id is refused as `rejected`.
  void reject(std::string id);
  // Who comes from now on is not let in; empty: is.
  void shut_out(std::string reason);
  // Answers what is held.
  void release();
  // Every connection.
  void break_all();
  // Feeds give pages of so many records, and after so many pages (0: they do not) break off, or end without a word.
  enum class FeedEnd : std::uint8_t { kBreak, kLetGo };
  void feed_pages(unsigned records, unsigned until_end, FeedEnd end = FeedEnd::kBreak);
  // Every feed says that there is nothing new.
  void say_nothing_new(unsigned times);

  // `customer/1 id`, in the order in which they were recorded.
  std::vector<std::string> log() const;
  // How many events each append had that came.
  std::vector<std::size_t> appends() const;
  // Waits until so many appends came.
  void await_appends(std::size_t count) const;
  std::size_t connections() const;
  std::size_t feeds() const;  // that are open
  std::size_t pages() const;  // that feeds gave
  std::string last_token() const;

  class Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace dangol::test
