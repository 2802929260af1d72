// The database of what can be rebuilt, on a disk that fails.
#include "store/derived_db.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>

#include "tests/support/fault_files.h"
#include "tests/support/temp_dir.h"

namespace dangol {
namespace {

using test::FaultFiles;
using test::FileOp;

// RocksDB before 8.7 waits for ever at Close for a mending of its own that has given up
// (https://github.com/facebook/rocksdb/issues/11440): so it must never begin one.
TEST(DerivedDbTest, IsClosedAlsoAfterAFailureThatRocksDbTakesForOneThatPasses) {
  test::TempDir dir;
  FaultFiles files;
  auto derived = DerivedDb::open(dir / "derived", files.env()).value();
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(derived->db().Put({}, derived->snapshots(), "key", "value").ok());
    files.fail({.op = FileOp::kAppend, .path = ".sst", .retryable = true});

    EXPECT_FALSE(derived->db().Flush({}, derived->snapshots()).ok());

    derived.reset();
    files.heal();
    derived = DerivedDb::open(dir / "derived", files.env()).value();
  }
}

}  // namespace
}  // namespace dangol
