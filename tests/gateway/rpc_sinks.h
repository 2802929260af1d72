// What a client implements: it keeps what it is told.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <kj/timer.h>

#include "client/wire_capnp.h"
#include "gateway/dangol.capnp.h"

namespace dangol::test {

// What a feed told.
struct Fed {
  std::vector<std::string> ids;
  std::vector<std::string> subjects;
  std::vector<std::uint64_t> positions;
  std::string cursor;
  std::size_t pages = 0;
  std::optional<Error> ended;
};

class KeepingFeed final : public wire::FeedSink::Server {
 public:
  explicit KeepingFeed(Fed& fed) : fed_(fed) {}
  // Who takes so long for each page.
  KeepingFeed(Fed& fed, kj::Timer& timer, kj::Duration takes)
      : fed_(fed), timer_(&timer), takes_(takes) {}
  kj::Promise<void> page(PageContext context) override {
    ++fed_.pages;
    const auto page = context.getParams().getPage();
    for (const auto record : page.getRecords()) {
      fed_.ids.emplace_back(view_of(record.getEvent().getId()));
      fed_.subjects.emplace_back(view_of(record.getSubject()));
      fed_.positions.push_back(record.getPosition());
    }
    fed_.cursor = view_of(page.getCursor());
    if (timer_ != nullptr) return timer_->afterDelay(takes_);
    return kj::READY_NOW;
  }
  kj::Promise<void> ended(EndedContext context) override {
    fed_.ended = read_error(context.getParams().getReason());
    return kj::READY_NOW;
  }

 private:
  Fed& fed_;
  kj::Timer* timer_ = nullptr;
  kj::Duration takes_ = 0 * kj::SECONDS;
};

// What a stream of events told.
struct Told {
  std::vector<Outcome> outcomes;
  std::optional<Error> ended;
  bool in_order = true;
};

class KeepingOutcomes final : public wire::OutcomeSink::Server {
 public:
  explicit KeepingOutcomes(Told& told, bool hold = false) : told_(told), hold_(hold) {}
  kj::Promise<void> write(WriteContext context) override {
    const auto params = context.getParams();
    told_.in_order = told_.in_order && params.getFirst() == told_.outcomes.size();
    for (Outcome& one : read_outcomes(params.getOutcomes()))
      told_.outcomes.push_back(std::move(one));
    if (hold_) return kj::NEVER_DONE;
    return kj::READY_NOW;
  }
  kj::Promise<void> ended(EndedContext context) override {
    told_.ended = read_error(context.getParams().getReason());
    return kj::READY_NOW;
  }

 private:
  Told& told_;
  const bool hold_;
};

}  // namespace dangol::test
