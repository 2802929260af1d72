// Every choice of a simulation, from one seed.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dangol::simulation {

// SplitMix64 (Steele, Lea, Flood 2014): any seed is a good one, also 1, 2, 3.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // REQUIRES: below > 0.
  std::size_t pick(std::size_t below) { return next() % below; }
  bool chance(std::size_t percent) { return pick(100) < percent; }

 private:
  std::uint64_t state_;
};

}  // namespace dangol::simulation
