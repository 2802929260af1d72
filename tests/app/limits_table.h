// Every limit of the code with its value in words.
#pragma once

#include <string>
#include <vector>

namespace dangol::test {

struct Limit {
  std::string name, value;
};
std::vector<Limit> limits();

}  // namespace dangol::test
