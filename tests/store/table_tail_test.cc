// What stands at the end of a table file and is damaged is refused with a sentence, before RocksDB makes
// anything of it: with its assertions it would end the program.
#include "store/table_tail.h"

#include <fstream>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/sst_file_reader.h>

#include "store/file_guard.h"
#include "store/format.h"
#include "store/limits.h"
#include "store/rocksdb_log.h"
#include "store/rocksdb_options.h"
#include "tests/store/log_support.h"
#include "tests/support/database_files.h"
#include "tests/support/fault_files.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::size_t kFooterBytes = 53;
constexpr std::size_t kTrailerBytes = 5;

std::string look_at(const std::string& table) {
  return look_at_table_tail(table.size(), [&](std::uint64_t offset, std::size_t bytes) {
    return std::optional(table.substr(offset, bytes));
  });
}

// Where the metaindex of a table begins; the properties stand before it.
std::size_t metaindex_of(const std::string& table) {
  std::string_view handles = std::string_view(table).substr(table.size() - kFooterBytes + 1);
  return *format::take_varint(handles);
}

// The last byte of the number of the properties' restarts; its highest bit says that a hash index stands there.
std::size_t kind_of_properties(const std::string& table) {
  return metaindex_of(table) - kTrailerBytes - 1;
}

enum class Family : std::uint8_t { kPlain, kFiltered, kCompressed, kEmpty };

// A table of a database with options like ours.
std::string table_like(Family family) {
  const TempDir dir;
  rocksdb::Options options(log_db_options(), log_family_options("log"));
  options.create_if_missing = true;
  auto table = bounded_table_options(1 << 20);
  table.block_size = table.metadata_block_size = 512;  // so that indexes and filters have parts
  if (family == Family::kFiltered) table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  if (family == Family::kCompressed) options.compression = rocksdb::kLZ4Compression;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  rocksdb::DB* opened = nullptr;
  EXPECT_TRUE(rocksdb::DB::Open(options, dir.path(), &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  const int rows = family == Family::kEmpty ? 0 : 2'000;
  for (int row = 0; row < rows; ++row) {
    EXPECT_TRUE(db->Put({}, fmt::format("{:08}", row), fmt::format("{:040}", row % 7)).ok());
  }
  EXPECT_TRUE(db->DeleteRange({}, db->DefaultColumnFamily(), "a", "b").ok());
  EXPECT_TRUE(db->Flush({}).ok());
  return read_file(newest(dir.path(), ".sst"));
}

class TableTail : public testing::TestWithParam<Family> {};

TEST_P(TableTail, AsItWasWrittenIsNothingWrong) { EXPECT_EQ(look_at(table_like(GetParam())), ""); }

TEST_P(TableTail, NoByteOfTheFooterCanBeAnother) {
  const std::string table = table_like(GetParam());
  for (std::size_t at = table.size() - kFooterBytes; at < table.size(); ++at) {
    for (int change = 1; change < 256; ++change) {
      std::string changed = table;
      changed[at] = static_cast<char>(changed[at] ^ change);
      // Another kind of checksum is found with the first block, but for none, which would fit all.
      const int kind = changed[table.size() - kFooterBytes];
      if (at == table.size() - kFooterBytes && kind >= 1 && kind <= 4) continue;
      EXPECT_NE(look_at(changed), "") << at << " xor " << change;
    }
  }
}

// RocksDB takes the properties apart before it compares their checksum: an assertion would end this test.
TEST_P(TableTail, NoByteOfItsLastBlocksEndsTheProgram) {
  const std::string table = table_like(GetParam());
  const TempDir dir;
  rocksdb::Options options;
  options.env = guarded(nullptr);
  const std::size_t first = metaindex_of(table) - std::min<std::size_t>(1'500, metaindex_of(table));
  const std::string path = dir / "table.sst";
  write_file(path, table);
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  for (std::size_t at = first; at < table.size(); ++at) {
    for (const int change : {0x80, 0x01, 0x7f}) {
      file.seekp(static_cast<std::streamoff>(at)).put(static_cast<char>(table[at] ^ change));
      file.flush();
      rocksdb::SstFileReader reader(options);
      auto status = reader.Open(path);
      if (status.ok()) status = reader.VerifyChecksum();
      // A part of a filter is not compared: it is asked or not.
      EXPECT_TRUE(status.IsCorruption() || GetParam() == Family::kFiltered)
          << at << status.ToString();
    }
    file.seekp(static_cast<std::streamoff>(at)).put(table[at]);
    file.flush();
  }
}

INSTANTIATE_TEST_SUITE_P(Families, TableTail,
                         testing::Values(Family::kPlain, Family::kFiltered, Family::kCompressed,
                                         Family::kEmpty));

TEST(TableTailAlone, BlocksThatCannotBeAreNotRead) {
  for (const std::uint64_t size : {kMaxTableTailBytes, kMaxTableTailBytes + 1}) {
    std::string footer(1, 4);
    format::put_varint(footer, 100);
    format::put_varint(footer, size);
    format::put_varint(footer, 10);
    format::put_varint(footer, 85);
    footer.resize(41);
    footer += std::string("\5\0\0\0", 4) + "\xf7\xcf\xf4\x85\xb7\x41\xe2\x88";
    const std::uint64_t file_bytes = 100 + size + kTrailerBytes + kFooterBytes;
    bool asked = false;
    const std::string said =
        look_at_table_tail(file_bytes, [&](std::uint64_t offset, std::size_t bytes) {
          if (offset == file_bytes - kFooterBytes) return std::optional(footer);
          asked = true;
          return std::optional(std::string(bytes, '\0'));
        });
    EXPECT_THAT(said, HasSubstr("the metaindex of the table"));
    EXPECT_EQ(asked, size == kMaxTableTailBytes);
  }
  EXPECT_THAT(look_at("short"), HasSubstr("too short"));
}

class DamagedTable : public testing::Test {
 protected:
  void SetUp() override {
    files_.skip_syncs();
    auto log = open().value();
    Claim claim = log->claim(PartitionId(0)).value();
    ASSERT_EQ(append(*log, claim, frame_of(0, 10)), Append::kStored);
    log.reset();
    ASSERT_TRUE(open().ok());  // what was in the write-ahead log is in a table now
  }
  Result<std::unique_ptr<RocksDbLog>> open() {
    return RocksDbLog::open(dir_ / "log", {.env = files_.env()});
  }
  void change(const fs::path& table, std::size_t at, int by) {
    std::string bytes = read_file(table);
    bytes.at(at) = static_cast<char>(bytes[at] ^ by);
    write_file(table, bytes);
  }

  FaultFiles files_;
  TempDir dir_;
};

// The one byte whose change ended the program at `data_block_hash_index.cc: num_buckets_ > 0`.
TEST_F(DamagedTable, WhosePropertiesClaimAHashIndexIsNamed) {
  const fs::path table = table_of(dir_ / "log", "log");
  change(table, kind_of_properties(read_file(table)), 0x80);
  const auto opened = open();
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(opened.error().message,
              testing::AllOf(HasSubstr(table.filename()), HasSubstr("properties of the table")));
}

TEST_F(DamagedTable, WhoseFooterSwitchesChecksumsOffIsNamed) {
  const fs::path table = table_of(dir_ / "log", "log");
  const std::string bytes = read_file(table);
  const std::size_t at = bytes.size() - kFooterBytes;
  change(table, at, bytes[at]);  // 0: none
  const auto opened = open();
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(opened.error().message,
              testing::AllOf(HasSubstr(table.filename()), HasSubstr("footer of the table")));
}

}  // namespace
}  // namespace dangol::test
