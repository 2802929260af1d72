// Somebody with the disk changes one byte, anywhere in a store: then it does not open, or verifying it says
// what is wrong, or no record is another, and the byte lay in one of the files named below.
//
// DANGOL_TAMPER=2500 makes so many changes a seed; four seeds run.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/log_check.h"
#include "store/file_check.h"
#include "store/merkle_policy.h"
#include "tests/support/care.h"
#include "tests/support/fault_files.h"
#include "tests/support/files.h"
#include "tests/support/seeded_entropy.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;

constexpr PartitionId kPartition{0};
constexpr const char* kOrigin = "example.com/log";

class StoreTamper : public testing::TestWithParam<unsigned> {
 protected:
  StoreTamper() {
    files_.skip_syncs();
    entropy_ = std::make_unique<SeededEntropy>(11);
    signer_ = NoteSigner::make(kOrigin, NoteKeyType::kNote, *entropy_).value();
    fs::create_directories(pristine_);
    record("a", 300);
    record("b", 20);  // what came before stands in table files by now
    auto store = open(pristine_).value();
    const Position size = store->log().size(kPartition).value();
    const Hash root = Hash::from(store->log().resolve(kPartition).value()->tree_root);
    const std::string text = Checkpoint{kOrigin, size.value(), root}.text();
    EXPECT_TRUE(store->checkpoints().add(text + "\n" + signer_->sign(text)).ok());
    records_ = records(*store);
    store.reset();
    open(pristine_).value().reset();  // and the checkpoint in a table file
    for (const auto& entry : fs::recursive_directory_iterator(pristine_)) {
      if (entry.is_regular_file() && entry.file_size() > 0) {
        names_.push_back(fs::relative(entry.path(), pristine_));
      }
    }
    std::sort(names_.begin(), names_.end());
  }

  Result<std::unique_ptr<Store>> open(const fs::path& dir) {
    Store::Options options;
    options.key_file = temp_ / "key";
    options.origin = kOrigin;
    options.env = files_.env();
    options.disk.reserve_bytes = 0;
    return Store::open(dir, options);
  }
  void record(const std::string& prefix, std::size_t count) {
    auto store = open(pristine_).value();
    auto engine = Engine::start(*store, {}).value();
    for (std::size_t i = 0; i < count;) {
      std::vector<SentEvent> events;
      for (std::size_t n = 0; n < 20; ++n, ++i) {
        const Desk desk(fmt::format("customer/{}", i % 9));
        events.push_back(desk.said(fmt::format("{}{}", prefix, i), "my flowers never came"));
      }
      EXPECT_THAT(codes(engine->append_and_wait(std::move(events))),
                  testing::Each(OutcomeCode::kRecorded));
    }
  }
  static std::string records(Store& store) {
    std::string all;
    auto cursor = store.log().read({kPartition, Position()}, ReadWords::kYes);
    for (LogCursor::Item item;;) {
      Result<bool> more = cursor->next(item);
      if (!more.ok() || !more.value()) return all;
      all += item.entry;
      all += item.core;
      all += item.words;
    }
  }

  // As `dangol log verify` does; empty: nothing was found.
  std::string verify(Store& store) {
    LogCheckOptions options;
    options.tiles = options.frames = true;
    std::string wrong;
    Status scanned = store.checkpoints().scan(0, [&](const StoredCheckpoint& stored) {
      auto said = check_checkpoint(stored.note, {kOrigin, {signer_->verifier()}, std::nullopt});
      if (!said.ok()) wrong = said.error().message;
      if (said.ok()) {
        options.roots.push_back({said.value().checkpoint.size, said.value().checkpoint.root, "it"});
      }
      return said.ok();
    });
    if (!scanned.ok()) return scanned.error().message;
    if (!wrong.empty()) return wrong;
    auto checked = check_log(store.log(), kPartition, {}, options);
    if (!checked.ok()) return checked.error().message;
    Status whole = check_store_files(work_, files_.env());
    return whole.ok() ? "" : whole.error().message;
  }

  // A copy of the store; RocksDB never writes to a table file again, so these are shared.
  void lay_out(const fs::path& work) {
    fs::remove_all(work);
    for (const std::string& name : names_) {
      fs::create_directories((work / name).parent_path());
      if (name.ends_with(".sst")) {
        fs::create_hard_link(pristine_ / name, work / name);
      } else {
        fs::copy_file(pristine_ / name, work / name);
      }
    }
  }

  FaultFiles files_;
  TempDir temp_;
  const fs::path pristine_ = temp_ / "pristine", work_ = temp_ / "work";
  std::unique_ptr<SeededEntropy> entropy_;
  std::optional<NoteSigner> signer_;
  std::string records_;
  std::vector<std::string> names_;
};

// `log/000012.sst` -> `log/*.sst`, `log/OPTIONS-000007` -> `log/OPTIONS`.
std::string kind_of(const std::string& name) {
  const std::size_t number = name.find_first_of("0123456789");
  if (number == std::string::npos) return name;
  const std::size_t end = name.find_first_not_of("0123456789", number);
  if (end == std::string::npos) return name.substr(0, number);
  return name.substr(0, number) + "*" + name.substr(end);
}

TEST_P(StoreTamper, AChangedByteIsFoundOrChangesNoRecord) {
  // Files that may change without a record being another: what is derived or rebuilt, notes for people, and
  // names that nothing hangs on.
  const std::set<std::string> harmless = {"lock",           "mark",          "clock",
                                          "derived/*.log",  "derived/*.sst", "derived/MANIFEST-",
                                          "derived/CURRENT"};
  const char* asked = std::getenv("DANGOL_TAMPER");
  const int changes = asked != nullptr ? std::atoi(asked) : 40;
  std::mt19937 random(GetParam());
  std::map<std::string, int> found, unchanged;
  for (int change = 0; change < changes; ++change) {
    lay_out(work_);
    const std::string& name = names_[random() % names_.size()];
    std::string bytes = read_file(work_ / name);
    const std::size_t at = random() % bytes.size();
    bytes[at] = static_cast<char>(bytes[at] ^ (1 + random() % 255));
    fs::remove(work_ / name);
    write_file(work_ / name, bytes);

    auto store = open(work_);
    const std::string said = store.ok() ? verify(*store.value()) : store.error().message;
    if (!said.empty()) {
      ++found[kind_of(name)];
      continue;
    }
    ++unchanged[kind_of(name)];
    EXPECT_EQ(records(*store.value()), records_)
        << name << " byte " << at << ": another record, and nobody noticed";
  }
  for (const auto& [kind, count] : found) fmt::print("found      {:>5} {}\n", count, kind);
  for (const auto& [kind, count] : unchanged) fmt::print("no record  {:>5} {}\n", count, kind);
}

INSTANTIATE_TEST_SUITE_P(Seeds, StoreTamper, testing::Range(1U, 5U));

}  // namespace
}  // namespace dangol::test
