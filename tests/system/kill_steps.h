// Commands killed at each change that they make to the store's files (tests/support/kill_at.cc).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/system/program.h"

namespace dangol::test {

// `write store/vault/000012.log`: what a command is about to do, or has half done.
struct KillStep {
  std::uint64_t number = 0;  // from 1 on
  std::string what;
};
void PrintTo(const KillStep& step, std::ostream* out);

class KillSteps : public ProgramStore {
 public:
  // Keeps a copy of the store, its keys and its anchor, and puts that in place of what is there.
  void keep(const std::string& copy) const;
  void put_back(const std::string& copy) const;

  // Runs a command to its end, and tells its steps.
  std::vector<KillStep> steps_of(const Arguments& arguments) const;
  // Those to be tried: some `about` spread over them, and as many over those that are the first of their
  // kind. All of them with DANGOL_KILLS=all.
  static std::vector<KillStep> some_of(const std::vector<KillStep>& steps, std::size_t about);
  // Runs a command that is killed there, unless it ends before: two runs of a command are not alike to
  // the last step, as some are done by RocksDB's threads.
  Finished run_until(std::uint64_t step, const Arguments& arguments) const;
  // A command that is not killed, and does not wait for the disk.
  Finished run_fast(const Arguments& arguments, std::string_view input = "") const;

 private:
  Finished run_preloaded(const std::string& at, const std::string& trace,
                         const Arguments& arguments, std::string_view input = "") const;
};

}  // namespace dangol::test
