// What senders send: a few persons' contacts, promises, issues and words, now and then an event of any type of
// the schema, and much of it again, or changed under the same id.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/event.h"
#include "events/ids.h"
#include "tests/simulation/dice.h"
#include "tests/support/random_history.h"

namespace dangol::simulation {

class Workload {
 public:
  explicit Workload(std::uint64_t seed);

  struct Made {
    SentEvent event;
    std::string name;  // of its source and id
  };
  // An event of `subject` (empty: of anybody) at `now`: a new one, or one that was made before, as it was or with
  // other content.
  Made next(Dice& dice, Micros now, const std::string& subject = {});

  std::string anybody(Dice& dice) const;
  // Private words, as far as they can be told apart: no two are equal, and all begin alike.
  static constexpr std::string_view kSecret = "zq-secret-";
  static constexpr std::size_t kSecretBytes = kSecret.size() + 6;

 private:
  struct Draft {
    std::string subject, name, head, time, tail;  // of its JSON
    std::string json() const { return head + time + tail; }
  };
  Draft draft(Dice& dice, Micros now, const std::string& subject);
  Draft any(Dice& dice);
  std::string secret();

  test::RandomHistory history_;
  std::vector<Draft> made_;
  std::uint64_t number_ = 0;
};

}  // namespace dangol::simulation
