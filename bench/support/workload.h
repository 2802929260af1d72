// Events for measuring: made before the clock starts, from a fixed seed, so that two systems are
// given the same bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "events/event.h"

namespace dangol::bench {

enum class Spread : std::uint8_t { kUniform, kZipf };  // Zipf with exponent 0.99, as in YCSB
enum class Payload : std::uint8_t {
  kWords,  // message.exchanged: the payload is private text, sealed for each event
  kFacts,  // the same event with the payload as facts: nothing but ids to seal
};

// Picks customers.
class Picker {
 public:
  Picker(Spread spread, std::uint32_t customers, std::uint64_t seed);
  std::uint32_t next();

 private:
  const std::uint32_t customers_;
  std::mt19937_64 random_;
  std::vector<double> cumulative_;  // of the Zipf weights; empty: uniform
};

struct Shape {
  Spread spread = Spread::kUniform;
  Payload payload = Payload::kWords;
  std::size_t payload_bytes = 200;  // incompressible
  std::uint32_t customers = 100'000;
  std::uint64_t seed = 1;
};

// `count` messages, each in the one contact of a customer drawn by the shape. `first_id` keeps the
// identities of two calls apart; those below 2 * shape.customers are first_events'.
std::vector<SentEvent> make_events(const Shape& shape, std::size_t count, std::uint64_t first_id);

// One message of each of the customers from `begin` up to `end`, in that order; identities from
// `first_id` on.
std::vector<SentEvent> one_of_each(const Shape& shape, std::uint32_t begin, std::uint32_t end,
                                   std::uint64_t first_id);

// The long life of customer `customer`: contacts that begin, hold three messages and end; `count` events
// from the `first`-th on, the first being 0.
std::vector<SentEvent> life_of(const Shape& shape, std::uint32_t customer, std::size_t first,
                               std::size_t count);

// Each customer's contact begins with one message, so that every stream exists with all its keys.
std::vector<SentEvent> first_events(const Shape& shape);

}  // namespace dangol::bench
