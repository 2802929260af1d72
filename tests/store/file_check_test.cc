// `dangol log verify` reads every byte of the tables: also what nobody asks for, such as a filter.
#include "store/file_check.h"

#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/sst_file_reader.h>

#include "store/vault_rocksdb.h"
#include "tests/support/database_files.h"
#include "tests/support/fault_files.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class FileCheck : public testing::Test {
 protected:
  void SetUp() override {
    files_.skip_syncs();
    {
      auto rows = open_vault_rows(path_, files_.env()).value();
      VaultBatch some;
      for (int i = 0; i < 500; ++i) some.added.push_back({fmt::format("n{:020}", i), "sealed"});
      ASSERT_TRUE(rows->write(some).ok());
    }
    ASSERT_TRUE(open_vault_rows(path_, files_.env()).ok());  // now they stand in a table
    table_ = newest(path_, ".sst");
    ASSERT_EQ(said(), "");
  }
  std::string said() {
    const Status whole = check_table_files("vault", path_, files_.env());
    return whole.ok() ? "" : whole.error().message;
  }
  rocksdb::TableProperties properties() {
    rocksdb::SstFileReader reader{rocksdb::Options()};
    EXPECT_TRUE(reader.Open(table_).ok());
    return *reader.GetTableProperties();
  }

  FaultFiles files_;
  TempDir dir_;
  const fs::path path_ = dir_ / "vault";
  fs::path table_;
};

TEST_F(FileCheck, FindsAChangedByteAlsoInAFilter) {
  const auto known = properties();
  ASSERT_GT(known.filter_size, 0U);
  const std::uint64_t end = fs::file_size(table_);
  for (const std::uint64_t at : {std::uint64_t{0}, known.data_size - 1, known.data_size,
                                 known.data_size + known.filter_size / 2, end - 200, end - 1}) {
    flip_byte(table_, at);
    EXPECT_THAT(said(), HasSubstr(table_.filename())) << at;
    flip_byte(table_, at);
  }
  EXPECT_EQ(said(), "");
}

TEST_F(FileCheck, FindsAChangedByteInATableOfAnOlderProgram) {
  // Such a table has no checksum of its own in MANIFEST.
  with_raw_database(path_, OpenRaw::kForWriting, [](rocksdb::DB& db, auto&) {
    rocksdb::CompactRangeOptions all;
    all.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    ASSERT_TRUE(db.CompactRange(all, nullptr, nullptr).ok());
  });
  table_ = newest(path_, ".sst");
  ASSERT_EQ(said(), "");
  flip_byte(table_, properties().data_size / 2);
  EXPECT_THAT(said(), testing::AllOf(HasSubstr(table_.filename()), HasSubstr("block checksum")));
}

}  // namespace
}  // namespace dangol::test
