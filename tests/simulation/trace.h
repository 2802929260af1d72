// What happened in a run, line by line, and one hash of it: two runs of one seed are the same run if the
// hashes are equal.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "events/hash.h"

namespace dangol::simulation {

class Trace {
 public:
  void add(std::string line) {
    digest_ = sha256({digest_.view(), line});
    lines_.push_back(std::move(line));
  }
  const Hash& digest() const { return digest_; }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  Hash digest_;
  std::vector<std::string> lines_;
};

}  // namespace dangol::simulation
