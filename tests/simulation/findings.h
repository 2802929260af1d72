// What a run found to be wrong. The first is why it failed; later ones may follow from it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace dangol::simulation {

class Findings {
 public:
  void add(std::string what) {
    if (all_.size() < kMost) all_.push_back(std::move(what));
  }
  bool none() const { return all_.empty(); }
  const std::vector<std::string>& all() const { return all_; }

 private:
  static constexpr std::size_t kMost = 8;
  std::vector<std::string> all_;
};

}  // namespace dangol::simulation
