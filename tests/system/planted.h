// Events with something planted wherever a sender may say something personal, found by walking the schema.
#pragma once

#include <string>
#include <vector>

namespace dangol::test {

// Everything planted has this in it, and nothing else has.
inline constexpr const char* kPlanted = "p1anted";

struct PlantedEvent {
  std::string type;
  std::string json;  // a line
  int fields = 0;    // of data, that were planted
};

// One event of every type of the schema, as tests/golden has it with every field: every id from outside and
// every private value is replaced, and so are the event's own id, its actor and its subject.
std::vector<PlantedEvent> planted_events();
// Their subjects.
std::vector<std::string> planted_subjects();

}  // namespace dangol::test
