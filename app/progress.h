// A line on the terminal that says how far long work has come, how fast, and how long it will take.
// Silent where standard error is no terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace dangol {

class Progress {
 public:
  // `unit` is what is counted ("events"); `total` 0 when it is not known.
  Progress(std::string unit, std::uint64_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Tells the count so far; `share` (0..1) when the total is known only as a share of the input.
  void at(std::uint64_t count, double share = 0);
  // Units a second so far.
  std::uint64_t rate() const;
  double seconds() const;

 private:
  void draw(double share);

  const std::string unit_;
  const std::uint64_t total_;
  const bool shown_;
  const std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point drawn_;
  std::uint64_t count_ = 0;
};

}  // namespace dangol
