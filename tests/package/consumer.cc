// Uses the installed package as an embedding program would.
#include <iostream>

#include "events/ids.h"

int main() {
  const dangol::Place place{dangol::PartitionId(0), dangol::Position(123)};
  std::cout << dangol::to_string(place) << '\n';
  return dangol::to_string(place) == "0:123" ? 0 : 1;
}
