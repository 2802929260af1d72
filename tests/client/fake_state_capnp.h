// What a test and its server share: the log, and what is to happen.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "client/wire_capnp.h"
#include "events/event.capnp.h"
#include "events/sealing_message_capnp.h"
#include "tests/client/fake_server.h"

namespace dangol::test {

struct FakeKept {
  std::string subject;
  std::string id;
  MessageBytes event;
};

// What the test and the server share.
struct FakeState {
  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  std::deque<FakeServer::Step> steps;
  std::set<std::string> rejected;
  std::string shut_out;
  std::string token;
  std::deque<FakeKept> log;
  std::map<std::string, std::size_t> by_name;
  std::vector<std::size_t> appends;
  std::size_t connections = 0;
  std::size_t feeds = 0;
  std::size_t pages = 0;
  unsigned feed_records = 100;
  unsigned feed_until_end = 0;
  FakeServer::FeedEnd feed_end = FakeServer::FeedEnd::kBreak;
  unsigned nothing_new = 0;
  unsigned feed_given = 0;

  std::string name(wire::SentEvent::Reader sent) const {
    return std::string(view_of(sent.getSubject())) + " " +
           std::string(view_of(sent.getEvent().getId()));
  }
  Outcome record(wire::SentEvent::Reader sent) {
    Outcome outcome;
    const auto [at, fresh] = by_name.emplace(name(sent), log.size());
    outcome.code = fresh ? OutcomeCode::kRecorded : OutcomeCode::kDuplicate;
    outcome.place = Place{PartitionId(0), Position(at->second)};
    outcome.version = Version(1);
    if (fresh) {
      log.push_back({std::string(view_of(sent.getSubject())),
                     std::string(view_of(sent.getEvent().getId())),
                     canonical_bytes(sent.getEvent())});
    }
    return outcome;
  }
};

}  // namespace dangol::test
