// The bounds of an import: given rows, keys, columns or nesting up to one, then they are taken; beyond
// it the sentence says which bound it was, and nothing grows.
#include "app/import/import_limits.h"

#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/import/join_table.h"
#include "app/import/mapping.h"
#include "app/import/open_rows.h"
#include "tests/app/import_harness.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {
namespace {

using namespace importing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kMapping = R"(
name = "test"
source = "urn:test"
format = "FORMAT"
[columns]
use = ["a"]
others = "ignore"
[times.day]
text = "2020-01-02"
format = "%Y-%m-%d"
zone = "Z"
precision = "day"
[[event]]
type = "message.exchanged"
id = "{a}"
subject = "customer/{a}"
time = "day"
data = { contactId = "c", messageId = "m", authorKind = "customer", text = "{a}" }
)";
std::string mapping(const std::string& format) {
  std::string text(kMapping);
  return text.replace(text.find("FORMAT"), 6, format);
}

class OpenRowsTest : public ::testing::Test {
 protected:
  Result<OpenKey*> next(OpenRows& rows, std::string_view key) {
    return rows.next(key, [&](OpenKey& open) -> Status {
      completed_.push_back(open.key);
      return Done{};
    });
  }
  Status keep(OpenRows& rows, std::string_view key) {
    Result<OpenKey*> open = next(rows, key);
    if (!open.ok()) return open.error();
    auto row = rows.fresh_row();
    row->clear(8);
    return rows.keep(*open.value(), std::move(row));
  }
  std::vector<std::string> completed_;
};

TEST_F(OpenRowsTest, OneKeyMoreThanMayBeOpenIsRefused) {
  OpenRows rows(std::nullopt, OpenRows::Keep::kFirstAndLatest, {.keys = 2});
  ASSERT_TRUE(next(rows, "a").ok());
  ASSERT_TRUE(next(rows, "b").ok());
  ASSERT_TRUE(next(rows, "a").ok()) << "a known key takes no room";

  const auto refused = next(rows, "c");

  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kRejected);
  EXPECT_THAT(refused.error().message, HasSubstr("more than 2 keys are open"));
}

TEST_F(OpenRowsTest, AKeyThatIsCompleteLeavesItsRoom) {
  OpenRows rows(0, OpenRows::Keep::kFirstAndLatest, {.keys = 1});
  for (const char* key : {"a", "b", "c"}) ASSERT_TRUE(next(rows, key).ok());
  EXPECT_THAT(completed_, ElementsAre("a", "b"));
}

TEST_F(OpenRowsTest, RowsOfMoreBytesThanMayBeHeldAreRefused) {
  OpenRows rows(std::nullopt, OpenRows::Keep::kAll, {.bytes = 4096});
  std::size_t kept = 0;
  Status last = Done{};
  while (kept < 1000 && (last = keep(rows, "a")).ok()) ++kept;
  ASSERT_FALSE(last.ok()) << "held without end";
  EXPECT_GT(kept, 1U);
  EXPECT_EQ(last.error().code, ErrorCode::kRejected);
  EXPECT_THAT(last.error().message, HasSubstr("hold more than 4096 bytes"));

  OpenRows two(std::nullopt, OpenRows::Keep::kFirstAndLatest, {.bytes = 4096});
  for (int n = 0; n < 1000; ++n) ASSERT_TRUE(keep(two, "a").ok()) << "two rows stand at a time";
}

TEST_F(OpenRowsTest, OfMoreCompleteKeysThanAreRememberedTheFurtherOnesBeginAnew) {
  OpenRows rows(0, OpenRows::Keep::kFirstAndLatest, {.finished_keys = 2});
  for (const char* key : {"a", "b", "c", "d"}) ASSERT_TRUE(next(rows, key).ok());
  EXPECT_EQ(next(rows, "a").value(), nullptr);
  EXPECT_EQ(next(rows, "b").value(), nullptr);
  EXPECT_NE(next(rows, "c").value(), nullptr) << "more than are remembered";
}

TEST(JoinedFile, OfMoreBytesThanMayBeHeldIsRefusedByName) {
  TempDir folder;
  const std::string path = folder / "names.csv";
  write_file(path, "id,name\n1,one\n2,two\n");
  JoinSpec spec;
  spec.layout.columns.wanted = {{"id", {.slot = 0}}, {"name", {.slot = 1}}};
  spec.targets = {0};
  const auto no_rejection = [](const Rejection&) -> Status {
    ADD_FAILURE() << "a row was rejected";
    return Done{};
  };
  const std::size_t one_row = 1 + 3 + sizeof(Value);

  EXPECT_TRUE(JoinTable::load(path, spec, no_rejection, 2 * one_row).ok());
  const auto refused = JoinTable::load(path, spec, no_rejection, 2 * one_row - 1);

  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kRejected);
  EXPECT_THAT(refused.error().message, HasSubstr(path));
  EXPECT_THAT(refused.error().message, HasSubstr("hold more than"));
}

std::string csv_of_columns(std::size_t count) {
  std::string header = "a", row = "1";
  for (std::size_t n = 1; n < count; ++n) {
    header += ",c" + std::to_string(n);
    row += ',';
  }
  return header + '\n' + row + '\n';
}

TEST(CsvFile, OfMoreColumnsThanTheLimitIsRefused) {
  EXPECT_THAT(import_text(mapping("csv"), csv_of_columns(kMaxColumns)).events, SizeIs(1));
  const auto refused = import_text(mapping("csv"), csv_of_columns(kMaxColumns + 1));
  EXPECT_THAT(refused.reason(), HasSubstr("has 1025 columns; at most 1024 are taken"));
  EXPECT_THAT(refused.events, IsEmpty());
}

std::string json_of_members(std::size_t count) {
  std::string row = R"({"a":1)";
  for (std::size_t n = 1; n < count; ++n) row += ",\"c" + std::to_string(n) + "\":0";
  return row + "}\n";
}

TEST(JsonLinesFile, ARowOfMoreMembersThanTheLimitIsRejectedAndTheImportGoesOn) {
  const auto imported = import_text(
      mapping("jsonl"), json_of_members(kMaxColumns) + json_of_members(kMaxColumns + 1), "rows");
  EXPECT_THAT(imported.events, SizeIs(1)) << imported.reason();
  ASSERT_THAT(imported.rejected, SizeIs(1));
  EXPECT_EQ(imported.rejected[0].line, 2U);
  EXPECT_EQ(imported.rejected[0].reason, "too many members");
}

TEST(CsvFile, ANulBehindWhatIsLookedAtUpFrontRejectsItsRowOnly) {
  std::string text = "a\n";
  std::size_t rows = 0;
  for (; text.size() <= kReadBlockBytes; ++rows) text += std::to_string(100'000 + rows) + '\n';
  static_assert(kBinaryProbeBytes <= kReadBlockBytes);
  const auto imported = import_text(mapping("csv"), text + std::string("x\0y\n", 4) + "last\n");
  EXPECT_THAT(imported.events, SizeIs(rows + 1)) << imported.reason();
  ASSERT_THAT(imported.rejected, SizeIs(1));
  EXPECT_EQ(imported.rejected[0].line, rows + 2);
}

TEST(AMapping, OfMoreBytesThanTheLimitIsRefused) {
  TempDir folder;
  const std::string good = mapping("csv"), path = folder / "large.toml";
  write_file(path, good + "# " + std::string(kMaxMappingBytes - good.size() - 2, 'x'));
  EXPECT_TRUE(Mapping::load(path).ok());
  write_file(path, good + "# " + std::string(kMaxMappingBytes - good.size() - 1, 'x'));
  const auto refused = Mapping::load(path);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("a mapping has at most 1048576 bytes"));
}

}  // namespace
}  // namespace dangol::test
