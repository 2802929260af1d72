// A store with everything that a store can have, and all that lies beside it, of which copies are spoilt.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "store/store.h"
#include "tests/support/fault_files.h"
#include "tests/support/seeded_entropy.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {

class TamperStore {
 public:
  TamperStore();

  // A copy of all files; each of names() lies below work(), and is not empty.
  void lay_out();
  const std::filesystem::path& work() const { return work_; }
  const std::filesystem::path& pristine() const { return pristine_; }
  const std::vector<std::string>& names() const { return names_; }
  void replace(const std::string& name, const std::string& bytes) const;

  // Opens the copy, expects of all that is derived the answers of before or an error, and verifies as `dangol
  // log verify` does. What was said; empty: nothing was found.
  std::string open_ask_and_verify();
  // Of the copy that was opened last: every entry, core and words.
  std::string records();
  const std::string& pristine_records() const { return records_; }

 private:
  // Every answer that comes from what is derived, by question; an error is none.
  using Answers = std::vector<std::pair<std::string, std::string>>;
  Result<std::unique_ptr<Store>> open(const std::filesystem::path& dir);
  void record(Store& store, const std::string& prefix, std::size_t count,
              std::size_t customers = 9);
  void sign(Store& store);  // a checkpoint of the whole log
  void make();
  Answers answers(Store& store, const std::filesystem::path& dir);
  std::string verify(Store& store, const std::filesystem::path& dir);

  FaultFiles files_;
  TempDir temp_;
  const std::filesystem::path pristine_ = temp_ / "pristine", work_ = temp_ / "work";
  SeededEntropy entropy_{11};
  std::unique_ptr<Store> opened_;
  std::string records_;
  Answers answers_;
  std::vector<StreamToken> streams_;
  std::vector<std::string> all_, names_;  // empty files have no byte to change
};

}  // namespace dangol::test
