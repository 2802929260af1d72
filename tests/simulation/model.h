// A plain model of what senders may rely on: what was sent, what was answered, and so what must be in the
// log, may be there, or must not be. It decides nothing; it only remembers and compares.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/event.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "tests/simulation/findings.h"

namespace dangol::simulation {

SentEvent copy_of(const SentEvent& event);

// One content that was sent under an id.
struct SentContent {
  std::shared_ptr<const SentEvent> event;
  std::size_t in_flight = 0;  // sent and not answered
  bool may_be_there = false;  // somebody was told `unknown`, or the process ended before an answer
  bool is_there = false;      // somebody was told so, or it was read
  bool forgotten = false;     // with its subject, which had it recorded
  int recorded = 0;           // times that it was answered as recorded now
  std::optional<Version> version;
  std::optional<Place> place;

  bool possible() const { return is_there || may_be_there || in_flight > 0; }
};

// What was sent to one subject under one source and id.
struct SentId {
  std::string subject;
  std::string name;  // for the trace
  std::vector<SentContent> contents;
  bool forgotten = false;  // a content of it is
};

struct Sending {
  std::size_t id;
  std::size_t content;
};

class Model {
 public:
  explicit Model(Findings& findings) : findings_(findings) {}
  // The same, for a copy of the store.
  Model(const Model& other, Findings& findings)
      : findings_(findings),
        ids_(other.ids_),
        by_name_(other.by_name_),
        versions_(other.versions_),
        in_flight_(other.in_flight_) {}

  // `name`: of source and id.
  Sending sending(const std::string& name, const SentEvent& event);
  void answered(Sending sending, const std::optional<Version>& expected, const Outcome& outcome);
  // The process ended: nobody who waits is answered any more.
  void ended();

  // The subject was forgotten: who sends again what was sent before learns nothing, and versions begin anew.
  void forget(const std::string& subject);

  // From a reading of the whole log: this was found. What was not told as found until settled() is not there.
  void found(Sending sending, Version version, Place place);
  void begin_reading();
  void end_reading();

  std::vector<SentId>& ids() { return ids_; }
  std::size_t in_flight() const { return in_flight_; }
  // The highest version that was answered for the subject.
  Version version_of(const std::string& subject) const;

 private:
  void is_there(const SentId& id, SentContent& content, const Outcome& outcome);
  void fail(const SentId& id, const std::string& what);

  Findings& findings_;
  std::vector<SentId> ids_;
  std::map<std::pair<std::string, std::string>, std::size_t> by_name_;
  std::map<std::string, Version> versions_;
  std::size_t in_flight_ = 0;
  std::vector<std::vector<bool>> read_;
};

}  // namespace dangol::simulation
