// A log as a folder: given an export, then nothing but the folder and the key is needed to check it, and no
// byte of it can change.
#include "replay/log_export.h"

#include <cstdlib>
#include <filesystem>
#include <random>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/export_check.h"
#include "replay/export_files.h"
#include "store/memory_log.h"
#include "store/merkle_note.h"
#include "tests/support/files.h"
#include "tests/support/grown_log.h"
#include "tests/support/seeded_entropy.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr PartitionId kPartition{0};
constexpr const char* kOrigin = "example.com/log";

class LogExportTest : public testing::Test {
 protected:
  std::string note(std::uint64_t size, const Hash& root) const {
    const std::string text = Checkpoint{kOrigin, size, root}.text();
    return text + "\n" + signer.sign(text);
  }
  std::string note(std::uint64_t size) { return note(size, grown.roots.at(size)); }
  Status run(const std::vector<std::uint64_t>& sizes, ExportRecords records) {
    std::vector<std::string> notes;
    for (const std::uint64_t size : sizes) notes.push_back(note(size));
    auto done = export_log(log, kPartition, notes, dir, records, {});
    if (!done.ok()) return done.error();
    return Done{};
  }
  Result<ExportCheck> check(std::vector<KnownRoot> known = {}) const {
    return check_export(dir, {kOrigin, {signer.verifier()}, std::nullopt}, known, {});
  }
  std::string said() const {
    const auto checked = check();
    return checked.ok() ? "nothing found" : checked.error().message;
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> all;
    for (const auto& entry : fs::recursive_directory_iterator(dir)) {
      if (entry.is_regular_file()) all.push_back(entry.path());
    }
    std::sort(all.begin(), all.end());
    return all;
  }

  SeededEntropy entropy{3};
  const NoteSigner signer = NoteSigner::make(kOrigin, NoteKeyType::kNote, entropy).value();
  MemoryLog log;
  GrownLog grown{log, 7};  // 700 records: two full tiles and a partial one
  TempDir temp;
  const fs::path dir = temp / "export";
};

TEST_F(LogExportTest, HasTheTilesOfItsCheckpointsUnderTheirPublishedNames) {
  ASSERT_TRUE(run({100, 600, 700}, ExportRecords::kNo).ok());
  std::vector<std::string> names;
  for (const fs::path& file : files()) names.push_back(fs::relative(file, dir));
  EXPECT_THAT(names, testing::UnorderedElementsAre("checkpoint", "checkpoints/100",
                                                   "checkpoints/600", "checkpoints/700",
                                                   "tile/0/000", "tile/0/001", "tile/0/002.p/88",
                                                   "tile/0/002.p/188", "tile/1/000.p/2"));
  EXPECT_EQ(read_file(dir / "checkpoint"), note(700));
  const auto checked = check();
  ASSERT_TRUE(checked.ok()) << checked.error().message;
  EXPECT_EQ(checked.value().newest.checkpoint.size, 700U);
  EXPECT_EQ(checked.value().checkpoints, 3U);
  EXPECT_FALSE(checked.value().with_records);
}

TEST_F(LogExportTest, WithRecordsEveryHashAndChainIsChecked) {
  ASSERT_TRUE(run({600, 700}, ExportRecords::kYes).ok());
  const auto checked = check();
  ASSERT_TRUE(checked.ok()) << checked.error().message;
  EXPECT_TRUE(checked.value().with_records);
  EXPECT_EQ(checked.value().log.records, 700U);
  EXPECT_EQ(checked.value().log.streams, 7U);
  EXPECT_TRUE(fs::exists(dir / "tile/entries/002.p/88"));
  EXPECT_TRUE(fs::exists(dir / "records/002"));
}

TEST_F(LogExportTest, AnEmptyLogIsAnExportToo) {
  MemoryLog empty;
  const auto done =
      export_log(empty, kPartition, {note(0, MerkleEdge().root())}, dir, ExportRecords::kYes, {});
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(check().value().newest.checkpoint.size, 0U);
}

TEST_F(LogExportTest, GoesOnWhereAnEarlierOneEnds) {
  ASSERT_TRUE(run({100, 500}, ExportRecords::kYes).ok());
  ASSERT_TRUE(check().ok());
  ASSERT_TRUE(run({100, 500, 700}, ExportRecords::kYes).ok());
  EXPECT_EQ(check().value().log.records, 700U);
  // What is there and equal is left alone.
  const auto again =
      export_log(log, kPartition, {note(100), note(500), note(700)}, dir, ExportRecords::kYes, {});
  EXPECT_EQ(again.value().files, 0U);
}

TEST_F(LogExportTest, AnotherHistoryOrAnotherFolderIsLeftAlone) {
  ASSERT_TRUE(run({700}, ExportRecords::kYes).ok());
  // An older log must not take the place of a newer one, nor one with other records.
  EXPECT_EQ(run({500}, ExportRecords::kYes).error().code, ErrorCode::kConflict);
  MemoryLog other;
  GrownLog others(other, 8, {}, 1);
  const auto forged = export_log(other, kPartition, {note(800, others.roots.at(800))}, dir,
                                 ExportRecords::kYes, {});
  EXPECT_EQ(forged.error().code, ErrorCode::kConflict);
  // Without its records the export would no longer be whole.
  EXPECT_EQ(run({700}, ExportRecords::kNo).error().code, ErrorCode::kUsage);
  write_file(temp / "letter.txt", "dear diary");
  const auto home = export_log(log, kPartition, {note(700)}, temp.path(), ExportRecords::kNo, {});
  EXPECT_EQ(home.error().code, ErrorCode::kUsage);
}

TEST_F(LogExportTest, ALogThatIsNotItsCheckpointsIsNotExported) {
  const auto done =
      export_log(log, kPartition, {note(700, grown.roots.at(600))}, dir, ExportRecords::kNo, {});
  EXPECT_EQ(done.error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(export_log(log, kPartition, {}, dir, ExportRecords::kNo, {}).error().code,
            ErrorCode::kUsage);
}

TEST_F(LogExportTest, ADroppedASwappedAndAForgedRecordAreNamed) {
  ASSERT_TRUE(run({700}, ExportRecords::kYes).ok());
  const std::string bundle = read_file(dir / "tile/entries/001");
  constexpr std::size_t kStep = 2 + kEntryBytes;
  // Dropped.
  write_file(dir / "tile/entries/001", bundle.substr(0, 255 * kStep));
  EXPECT_THAT(said(), HasSubstr("tile/entries/001 has 255 entries where 256 should be"));
  // Swapped with its neighbour.
  write_file(dir / "tile/entries/001",
             bundle.substr(0, 3 * kStep) + bundle.substr(4 * kStep, kStep) +
                 bundle.substr(3 * kStep, kStep) + bundle.substr(5 * kStep));
  EXPECT_THAT(said(), HasSubstr("record 0:259"));
  // Forged: another time of recording.
  std::string forged = bundle;
  forged[9 * kStep + 2 + 32] ^= 1;
  write_file(dir / "tile/entries/001", forged);
  EXPECT_THAT(said(), HasSubstr("record 0:266: it was recorded before"));
  write_file(dir / "tile/entries/001", bundle);
  EXPECT_EQ(said(), "nothing found");
}

TEST_F(LogExportTest, ATailWrittenAnewByTheOperatorIsFoundAgainstAKeptCheckpoint) {
  ASSERT_TRUE(run({600}, ExportRecords::kYes).ok());
  const std::vector<KnownRoot> kept{{600, grown.roots.at(600), "kept.txt"}};
  ASSERT_TRUE(check(kept).ok());
  // With the key: the last hundred records are others, and all is signed again.
  MemoryLog tail;
  GrownLog anew(tail, 5);
  Frame frame;
  frame.first = Position(500);
  LogTree tree = LogTree::at(tail, kPartition, 500).value();
  auto cursor = log.read({kPartition, Position(500)}, ReadWords::kYes);
  for (LogCursor::Item item; tree.size() < 600 && cursor->next(item).value();) {
    LogRecord record{std::string(item.entry), std::string(item.core), std::string(item.words)};
    Entry entry = decode_entry(record.entry).value();
    entry.recorded_at = entry.recorded_at.next();
    record.entry = encode_entry(entry);
    tree.add(record.entry, frame.tiles);
    frame.records.push_back(record);
  }
  frame.tree_root = tree.root().view();
  tail.append(tail.claim(kPartition).value(), frame, [](Append) {});
  fs::remove_all(dir);
  ASSERT_TRUE(
      export_log(tail, kPartition, {note(600, tree.root())}, dir, ExportRecords::kYes, {}).ok());
  EXPECT_TRUE(check().ok()) << "the operator's export agrees with itself";
  EXPECT_THAT(check(kept).error().message,
              HasSubstr("the first 600 records are not those that kept.txt speaks of"));
}

TEST_F(LogExportTest, AMissingFileIsNamed) {
  ASSERT_TRUE(run({100, 700}, ExportRecords::kYes).ok());
  for (const fs::path& file : files()) {
    const std::string name = fs::relative(file, dir);
    // The partial tiles of a checkpoint may go once the full tile is there; the older checkpoints too.
    if (name.starts_with("checkpoints/")) continue;
    const std::string bytes = read_file(file);
    fs::remove(file);
    if (name == "checkpoint") {
      EXPECT_EQ(check().error().code, ErrorCode::kNotFound);
    } else {
      EXPECT_THAT(said(), HasSubstr(name + " is missing"));
    }
    write_file(file, bytes);
  }
}

// Of 5,000 changes of one byte, anywhere in an export, every one is found.
class ExportTamper : public LogExportTest, public testing::WithParamInterface<unsigned> {};

TEST_P(ExportTamper, NoByteCanChange) {
  ASSERT_TRUE(run({100, 600, 700}, ExportRecords::kYes).ok());
  const auto all = files();
  std::mt19937 random(GetParam());
  const char* asked = std::getenv("DANGOL_TAMPER");  // changes a seed
  const int changes = asked != nullptr ? std::atoi(asked) : 1'000;
  for (int change = 0; change < changes; ++change) {
    const fs::path& file = all[random() % all.size()];
    const std::string bytes = read_file(file);
    std::string changed = bytes;
    const std::size_t at = random() % changed.size();
    changed[at] = static_cast<char>(changed[at] ^ (1 + random() % 255));
    write_file(file, changed);
    EXPECT_NE(said(), "nothing found") << file << " byte " << at;
    write_file(file, bytes);
  }
  EXPECT_EQ(said(), "nothing found");
}

INSTANTIATE_TEST_SUITE_P(Seeds, ExportTamper, testing::Range(1U, 6U));

}  // namespace
}  // namespace dangol::test
