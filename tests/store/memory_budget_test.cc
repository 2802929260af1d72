// However much a store holds, what reading it keeps in memory has a name and a bound.
#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "events/hash.h"
#include "events/record.h"
#include "store/derived_db.h"
#include "store/limits.h"
#include "store/memory_log.h"
#include "store/rocksdb_options.h"
#include "store/stream_index.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

std::uint64_t property(const DerivedDb& derived, rocksdb::ColumnFamilyHandle* family,
                       const std::string& name) {
  std::uint64_t value = 0;
  EXPECT_TRUE(derived.db().GetIntProperty(family, name, &value)) << name;
  return value;
}

TEST(MemoryBudgetTest, FiltersAndIndexesOfManyFilesLiveInTheCacheAndNotBesideIt) {
  const test::TempDir dir;
  const auto derived = DerivedDb::open(dir / "derived").value();
  MemoryLog log;
  const auto index =
      StreamIndex::open(*derived, log, PartitionId(0),
                        [](std::string_view) { return Result<IndexedIdentity>(IndexedIdentity{}); },
                        {.window_positions = 4096})
          .value();
  std::string entry_bytes;
  for (std::uint64_t n = 0; n < 20 * 4096; ++n) {
    const Hash random = sha256(std::to_string(n));
    Entry entry;
    entry.stream = StreamToken::from(random.view().substr(0, 16));
    entry.version = Version(1);
    entry_bytes = encode_entry(entry);
    const IndexEntry one{Position(n), entry_bytes, IdToken::from(random.view().substr(16)), {}, 1};
    ASSERT_TRUE(index->add({&one, 1}).ok());
    if (n % 4096 == 0) {
      ASSERT_TRUE(index->drain().ok());
    }
  }
  ASSERT_TRUE(index->drain().ok());

  const std::uint64_t files_bytes =
      property(*derived, derived->index(), "rocksdb.total-sst-files-size");
  const std::uint64_t readers =
      property(*derived, derived->index(), "rocksdb.estimate-table-readers-mem");
  EXPECT_GT(files_bytes, 4'000'000U);
  EXPECT_LT(readers, files_bytes / 100);  // filters alone would be a fiftieth
  EXPECT_EQ(property(*derived, derived->index(), "rocksdb.block-cache-capacity"), kIndexCacheBytes);
  EXPECT_EQ(property(*derived, derived->snapshots(), "rocksdb.block-cache-capacity"),
            kSnapshotCacheBytes);
}

TEST(MemoryBudgetTest, ADatabaseThatGivesMemoryBackHoldsNeitherRowsNorBlocks) {
  const test::TempDir dir;
  rocksdb::Options options(disposable_db_options(nullptr, 64), log_family_options("log"));
  rocksdb::DB* opened = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, dir.path().string(), &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  const auto held = [&](const std::string& name) {
    std::uint64_t value = 0;
    EXPECT_TRUE(db->GetIntProperty(name, &value)) << name;
    return value;
  };
  const std::string rows = rocksdb::DB::Properties::kCurSizeAllMemTables;
  const std::string blocks = rocksdb::DB::Properties::kBlockCacheUsage;
  const auto put = [&](int from, int to) {
    for (int n = from; n < to; ++n) {
      EXPECT_TRUE(db->Put({}, std::to_string(n), std::string(1000, 'x')).ok());
    }
  };
  const auto read_all = [&](int count) {
    for (int n = 0; n < count; ++n) {
      std::string value;
      EXPECT_TRUE(db->Get({}, std::to_string(n), &value).ok()) << n;
    }
  };
  put(0, 1000);
  give_back(*db, {db->DefaultColumnFamily()});
  EXPECT_GT(held(rows), 1000U * 1000U) << "too few for a file";
  put(1000, 3000);
  ASSERT_GT(held(rows), kLeastFlushedBytes);
  give_back(*db, {db->DefaultColumnFamily()});
  EXPECT_LT(held(rows), 1U << 20);
  read_all(3000);
  EXPECT_GT(held(blocks), 1U << 20);
  give_back(*db, {db->DefaultColumnFamily()});
  EXPECT_LT(held(blocks), 64U << 10);
  read_all(3000);
  ASSERT_TRUE(db->Close().ok());
}

}  // namespace
}  // namespace dangol
