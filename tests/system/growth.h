// Waits, without polling, until a run has written so much to its store's log: the moment at which a
// test cuts the run short.
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>

namespace dangol::test {

class Growth {
 public:
  // Watches from now on, before the run begins. The folder is there.
  explicit Growth(std::filesystem::path folder);
  ~Growth();
  Growth(const Growth&) = delete;
  Growth& operator=(const Growth&) = delete;

  // Returns when write-ahead files made since the beginning hold so many bytes. What the run does to
  // older files (recovery copies them) does not count. False when `output` of the run becomes readable
  // first: it has ended, or is about to.
  bool wait_for(std::uint64_t bytes, int output) const;

 private:
  std::uint64_t written() const;

  const std::filesystem::path folder_;
  std::set<std::filesystem::path> before_;
  int watch_;
};

}  // namespace dangol::test
