// What a load consists of: whose events, how large, in which order. One seed gives the same events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "events/event.h"

namespace dangol {

struct Workload {
  std::uint64_t seed = 1;
  std::string run;  // makes the ids of one run unlike those of any other
  std::uint64_t customers = 100'000;
  double zipf = 0;                // exponent of how often customers come; 0: all alike
  std::size_t event_bytes = 300;  // of a message as JSON, about
};

// Which customer comes next. Thread-safe.
class Popularity {
 public:
  explicit Popularity(const Workload& workload);
  // From 0.
  std::uint64_t pick(std::mt19937_64& random) const;

 private:
  const std::uint64_t customers_;
  std::vector<double> sums_;  // of the weights up to each customer; empty: all alike
};

// The events of one sender: contacts of four events each, one contact after the other. Not thread-safe.
class EventMaker {
 public:
  // `sender`: no other sender of the run has its number. `popularity` outlives this.
  EventMaker(const Workload& workload, const Popularity& popularity, std::uint64_t sender);
  // One CloudEvent as JSON, in one line.
  std::string next();
  // The same event, as it is sent.
  SentEvent next_sent();
  // A customer who comes as often as in the events.
  std::string customer();

 private:
  struct Made {
    std::uint64_t step;  // of the contact, from 0
    std::string contact;
    std::string id;
  };
  Made make();

  const Workload& workload_;
  const Popularity& popularity_;
  const std::uint64_t sender_;
  std::mt19937_64 random_;
  const std::string words_;
  std::uint64_t made_ = 0;
  std::string subject_;
  std::uint64_t contact_ = 0;
};

}  // namespace dangol
