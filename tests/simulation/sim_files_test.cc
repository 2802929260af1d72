// A disk that lost nothing would prove nothing: what was synced stays, and of the rest any part may be gone.
#include "tests/simulation/sim_files.h"

#include <memory>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <rocksdb/env.h>

#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol::simulation {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::Each;
using testing::StartsWith;

class SimFilesTest : public testing::Test {
 protected:
  static constexpr int kTries = 60;

  // A folder and a disk of its own, for each loss of power.
  struct Disk {
    explicit Disk(const fs::path& at) : dir(at / "files"), path(dir / "a"), files(at / "graves") {
      fs::create_directories(at / "graves");
      fs::create_directories(dir);
      write(path, "synced");
      sync_folder();
    }
    void write(const fs::path& to, const std::string& bytes) {
      std::unique_ptr<rocksdb::WritableFile> file;
      ASSERT_TRUE(files.env()->NewWritableFile(to, &file, {}).ok());
      ASSERT_TRUE(file->Append(bytes).ok() && file->Sync().ok() && file->Close().ok());
    }
    void sync_folder() {
      std::unique_ptr<rocksdb::Directory> folder;
      ASSERT_TRUE(files.env()->NewDirectory(dir, &folder).ok() && folder->Fsync().ok());
    }
    // The names in the folder, after the power went and came back.
    std::set<std::string> names_after_loss(std::uint64_t seed) {
      files.lose_power();
      Dice dice(seed);
      files.restore_power(dice);
      std::set<std::string> names;
      for (const auto& entry : fs::directory_iterator(dir)) names.insert(entry.path().filename());
      return names;
    }
    const fs::path dir, path;
    SimFiles files;
  };
  // What becomes of such a disk, over many losses.
  template <class Play>
  auto all(const Play& play) {
    std::set<decltype(play(std::declval<Disk&>(), 0))> seen;
    for (int i = 0; i < kTries; ++i) {
      Disk disk(dir_ / std::to_string(next_++));
      seen.insert(play(disk, i));
    }
    return seen;
  }

  test::TempDir dir_;
  int next_ = 0;
};

TEST_F(SimFilesTest, BytesThatWereNotSyncedAreLostInEveryWay) {
  const std::string more(2'000, 'x');
  const auto seen = all([&](Disk& disk, int seed) {
    std::unique_ptr<rocksdb::WritableFile> file;
    EXPECT_TRUE(disk.files.env()->NewWritableFile(disk.path, &file, {}).ok());
    EXPECT_TRUE(file->Append("synced").ok() && file->Sync().ok() && file->Append(more).ok());
    disk.sync_folder();
    file.reset();
    disk.names_after_loss(static_cast<std::uint64_t>(seed));
    return test::read_file(disk.path);
  });
  EXPECT_THAT(seen, Each(StartsWith("synced")));
  EXPECT_THAT(seen, Contains("synced")) << "wholly";
  EXPECT_THAT(seen, Contains("synced" + more)) << "not at all";
  std::set<std::size_t> sizes;
  bool sector = false;
  for (const std::string& bytes : seen) {
    sizes.insert(bytes.size());
    const auto zero = bytes.find('\0');
    sector = sector || (zero != bytes.npos && bytes.find('x', zero) != bytes.npos);
  }
  EXPECT_GT(sizes.size(), 5U) << "from some byte on";
  EXPECT_TRUE(sector) << "sector by sector";
}

TEST_F(SimFilesTest, NamesOfAFolderThatWasNotSyncedAreLostFromTheLastOn) {
  const auto seen = all([&](Disk& disk, int seed) {
    disk.write(disk.dir / "b", "new");
    EXPECT_TRUE(disk.files.env()->RenameFile(disk.dir / "b", disk.dir / "c").ok());
    EXPECT_TRUE(disk.files.env()->DeleteFile(disk.path).ok());
    return disk.names_after_loss(static_cast<std::uint64_t>(seed));
  });
  using Names = std::set<std::string>;
  EXPECT_EQ(seen, (std::set<Names>{{"a"}, {"a", "b"}, {"a", "c"}, {"c"}}));
}

TEST_F(SimFilesTest, NamesOfAFolderThatWasSyncedStay) {
  const auto seen = all([&](Disk& disk, int seed) {
    EXPECT_TRUE(disk.files.env()->RenameFile(disk.path, disk.dir / "b").ok());
    disk.sync_folder();
    return disk.names_after_loss(static_cast<std::uint64_t>(seed));
  });
  EXPECT_EQ(seen, (std::set<std::set<std::string>>{{"b"}}));
}

TEST_F(SimFilesTest, AFaultIsMetAsOftenAsItShallAndNothingReachesADiskWithoutPower) {
  Disk disk(dir_ / "one");
  disk.files.fail({.op = DiskOp::kCreate, .path = "files/", .after = 1, .times = 1});
  std::unique_ptr<rocksdb::WritableFile> file;
  const auto create = [&] { return disk.files.env()->NewWritableFile(disk.dir / "b", &file, {}); };
  EXPECT_TRUE(create().ok());
  EXPECT_FALSE(create().ok());
  EXPECT_TRUE(create().ok());
  disk.files.lose_power_after(2);
  EXPECT_TRUE(file->Append("a").ok());
  EXPECT_TRUE(file->Sync().ok());
  EXPECT_FALSE(file->Append("b").ok());
  EXPECT_FALSE(disk.files.has_power());
}

}  // namespace
}  // namespace dangol::simulation
