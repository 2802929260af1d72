// What files are read as, and what bad ones get.
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "app/import/import_limits.h"
#include "tests/app/import_harness.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A message for every row: its text is column b.
std::string mapping(const std::string& format) {
  return R"(
name = "test"
source = "urn:test"
format = ")" +
         format + R"("
[columns]
use = ["a", "b"]
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
data = { contactId = "c", messageId = "m", authorKind = "customer", text = "{b}" }
)";
}

std::vector<std::string> texts(const Imported& imported) {
  return imported.values("message.exchanged", "data.text");
}

TEST(CsvFile, QuotedCellsMayHoldDelimitersQuotesAndLineFeeds) {
  const auto imported =
      import_text(mapping("csv"), "a,b\n1,\"x, \"\"y\"\"\nz\"\n2, plain \n\n3,\n");
  EXPECT_THAT(texts(imported), ElementsAre("x, \"y\"\nz", " plain ", ""));
  EXPECT_THAT(imported.lines, ElementsAre(2, 4, 6));
  EXPECT_THAT(imported.rejected, IsEmpty());
}

TEST(CsvFile, ACrlfEndsARowAndABomIsNoPartOfTheFirstName) {
  const auto imported = import_text(mapping("csv"),
                                    "\xEF\xBB\xBF"
                                    "a,b\r\n1,x\r\n2,\"y\r\nz\"\r\n");
  EXPECT_THAT(texts(imported), ElementsAre("x", "y\r\nz"));
}

TEST(CsvFile, TheLastRowNeedsNoLineFeed) {
  EXPECT_THAT(texts(import_text(mapping("csv"), "a,b\n1,x\n2,y")), ElementsAre("x", "y"));
  EXPECT_THAT(texts(import_text(mapping("csv"), "a,b\r\n1,x\r\n2,\"y\"")), ElementsAre("x", "y"));
}

TEST(CsvFile, ACellOfThreeHundredKilobytesIsTaken) {
  const std::string large(300'000, 'x');
  const auto imported = import_text(mapping("csv"), "a,b\n1,\"" + large + "\"\n2,y\n");
  EXPECT_THAT(texts(imported), ElementsAre(large, "y"));
}

TEST(CsvFile, ColumnsMayStandInAnyOrder) {
  EXPECT_THAT(texts(import_text(mapping("csv"), "b,a\nx,1\n")), ElementsAre("x"));
}

TEST(CsvFile, ARowWithTooFewOrTooManyCellsIsRejectedAndTheImportGoesOn) {
  const auto imported = import_text(mapping("csv"), "a,b\n1\n2,y\n3,z,w\n");
  EXPECT_THAT(texts(imported), ElementsAre("y"));
  EXPECT_THAT(imported.rejected,
              ElementsAre(Rejected{2, "", "has 1 cells where the header has 2 columns"},
                          Rejected{4, "", "has 3 cells where the header has 2 columns"}));
  EXPECT_EQ(imported.counts.rows, 3U);
  EXPECT_EQ(imported.counts.rejected, 2U);
}

TEST(CsvFile, AStrayQuoteRejectsItsRowOnly) {
  const auto imported = import_text(mapping("csv"), "a,b\n1,\"x\"y\n2,z\n");
  EXPECT_THAT(texts(imported), ElementsAre("z"));
  EXPECT_THAT(imported.rejected,
              ElementsAre(Rejected{2, "", "a quote inside a cell on line 2 is not doubled"}));
}

TEST(CsvFile, AQuoteThatIsNeverClosedIsToldWithTheLineWhereTheRowBegins) {
  const auto imported = import_text(mapping("csv"), "a,b\n1,x\n2,\"y\n3,z\n");
  EXPECT_THAT(texts(imported), ElementsAre("x"));
  EXPECT_THAT(imported.rejected,
              ElementsAre(Rejected{3, "", "a quoted cell is not closed before the file ends"}));
}

TEST(CsvFile, ARowLongerThanTheLimitIsRejectedWithItsLine) {
  const std::string huge(importing::kMaxRowBytes + 1, 'x');
  const auto imported = import_text(mapping("csv"), "a,b\n1," + huge + "\n2,y\n");
  EXPECT_THAT(texts(imported), ElementsAre("y"));
  ASSERT_THAT(imported.rejected, SizeIs(1));
  EXPECT_EQ(imported.rejected[0].line, 2U);
  EXPECT_THAT(imported.rejected[0].reason, HasSubstr("longer than"));
}

TEST(CsvFile, AnEventOfMoreThanOneMebibyteRejectsTheRow) {
  const std::string large((1 << 20) + 1, 'x');
  const auto imported = import_text(mapping("csv"), "a,b\n1," + large + "\n2,y\n");
  EXPECT_THAT(texts(imported), ElementsAre("y"));
  ASSERT_THAT(imported.rejected, SizeIs(1));
  EXPECT_THAT(imported.rejected[0].reason, HasSubstr("at most 1048576 are taken"));
}

TEST(CsvFile, BadUtf8RejectsTheRowByItsColumn) {
  const auto imported =
      import_text(mapping("csv"), "a,b\n1,\xff\n2,\xed\xa0\x80\n3,\xed\x95\x9c\n");
  EXPECT_THAT(texts(imported), ElementsAre("\xed\x95\x9c"));
  EXPECT_THAT(imported.rejected,
              ElementsAre(Rejected{2, "b", "not UTF-8"}, Rejected{3, "b", "not UTF-8"}));
}

TEST(CsvFile, AReasonNeverShowsContent) {
  const auto imported =
      import_text(mapping("csv"), "a,b\nsecret,\"secret\"secret\n\xff\xffsecret,x\n");
  ASSERT_THAT(imported.rejected, SizeIs(2));
  for (const Rejected& row : imported.rejected) EXPECT_THAT(row.reason, Not(HasSubstr("secret")));
}

TEST(CsvFile, AMissingColumnIsNamedBeforeAnyEvent) {
  const auto imported = import_text(mapping("csv"), "a,c\n1,x\n");
  ASSERT_TRUE(imported.error.has_value());
  EXPECT_EQ(imported.error->code, ErrorCode::kRejected);
  EXPECT_THAT(imported.reason(), HasSubstr("column 'c' is neither used nor dropped"));
  EXPECT_THAT(import_text(mapping("csv"), "a\n1\n").reason(), HasSubstr("has no column 'b'"));
  EXPECT_THAT(import_text(mapping("csv"), "a,b,a\n1,x,2\n").reason(),
              HasSubstr("two columns named 'a'"));
  EXPECT_THAT(imported.events, IsEmpty());
}

TEST(TsvFile, QuotesAreOrdinaryCharacters) {
  const auto imported = import_text(mapping("tsv"), "a\tb\r\n1\t\"x\" y\r\n2\t\"\r\n");
  EXPECT_THAT(texts(imported), ElementsAre("\"x\" y", "\""));
}

TEST(JsonLinesFile, TextsNumbersAndNullAreValues) {
  const auto imported = import_text(mapping("jsonl"),
                                    "{\"a\": 1, \"b\": \"\\uD55C\\n\\\"\"}\n\n{\"b\": null, \"a\": "
                                    "\"2\"}\r\n{\"a\":3,\"b\":true}",
                                    "rows.jsonl");
  EXPECT_THAT(texts(imported), ElementsAre("\xed\x95\x9c\n\"", "", "true"));
  EXPECT_THAT(imported.lines, ElementsAre(1, 3, 4));
}

TEST(JsonLinesFile, BadRowsAreRejectedByLineAndColumn) {
  const auto imported = import_text(mapping("jsonl"),
                                    "{\"a\":1,\"b\":[1]}\n"
                                    "{\"a\":1,\"b\":\"x\n"
                                    "[1]\n"
                                    "{\"a\":1,\"c\":2}\n"
                                    "{\"a\":1,\"a\":2}\n"
                                    "{\"a\":1,\"b\":\"\\ud800\"}\n"
                                    "{\"a\":1,\"b\":\"x\"} 7\n"
                                    "{\"a\":1,\"b\":\"good\"}\n",
                                    "rows.jsonl");
  EXPECT_THAT(texts(imported), ElementsAre("good"));
  EXPECT_THAT(
      imported.rejected,
      ElementsAre(Rejected{1, "b", "an object or a list where one value is wanted"},
                  Rejected{2, "b", "a text is not closed"},
                  Rejected{3, "", "'{' expected at byte 0"},
                  Rejected{4, "", "a member that the mapping neither uses nor drops"},
                  Rejected{5, "", "a member is given twice"}, Rejected{6, "b", "a lone surrogate"},
                  Rejected{7, "b", "something follows the object"}));
}

TEST(GzipFile, IsUnpackedWhateverItsName) {
  const std::string text = "a,b\n1,x\n2,y\n";
  EXPECT_THAT(texts(import_text(mapping("csv"), gzipped(text), "rows.csv.gz")),
              ElementsAre("x", "y"));
  EXPECT_THAT(texts(import_text(mapping("csv"), gzipped(text), "rows")), ElementsAre("x", "y"));
}

TEST(GzipFile, SeveralMembersAreOneText) {
  EXPECT_THAT(texts(import_text(mapping("csv"), gzipped("a,b\n1,x\n") + gzipped("2,y\n"))),
              ElementsAre("x", "y"));
}

TEST(GzipFile, OneThatIsCutShortIsRefusedWithThePlaceBeforeAnyEvent) {
  std::string rows = "a,b\n";
  for (int i = 0; i < 100'000; ++i)
    rows += std::to_string(i) + ",x" + std::to_string(i * 7919) + "\n";
  const std::string packed = gzipped(rows);
  for (const std::size_t size : {packed.size() / 2, packed.size() - 1, std::size_t{15}}) {
    const auto imported = import_text(mapping("csv"), packed.substr(0, size));
    ASSERT_TRUE(imported.error.has_value());
    EXPECT_EQ(imported.error->code, ErrorCode::kRejected);
    EXPECT_THAT(imported.reason(), HasSubstr("the gzip data end early"));
    EXPECT_THAT(imported.reason(), HasSubstr("(line "));
    EXPECT_THAT(imported.events, IsEmpty());
  }
}

TEST(GzipFile, DamagedDataAreRefused) {
  std::string packed = gzipped("a,b\n1,x\n2,y\n");
  packed[packed.size() - 6] ^= 0x55;  // the checksum
  EXPECT_THAT(import_text(mapping("csv"), packed).reason(), HasSubstr("damaged"));
}

TEST(AFile, ThatIsEmptyIsRefused) {
  for (const std::string& content : {std::string(), gzipped("")}) {
    const auto imported = import_text(mapping("csv"), content);
    ASSERT_TRUE(imported.error.has_value());
    EXPECT_EQ(imported.error->code, ErrorCode::kRejected);
    EXPECT_THAT(imported.reason(), HasSubstr("is empty"));
  }
}

TEST(AFile, ThatIsBinaryIsRefused) {
  const auto imported = import_text(mapping("csv"), std::string("a,b\n\x7f"
                                                                "ELF\0\0\0",
                                                                11));
  EXPECT_THAT(imported.reason(), HasSubstr("byte 8 is NUL: a binary file or UTF-16"));
  EXPECT_EQ(imported.error->code, ErrorCode::kRejected);
}

TEST(AFile, ThatIsADirectoryOrAPipeOrAbsentIsRefused) {
  TempDir folder;
  EXPECT_THAT(import_with(mapping("csv"), {folder.path()}).reason(), HasSubstr("is a directory"));
  EXPECT_THAT(import_with(mapping("csv"), {folder / "none"}).reason(),
              HasSubstr("cannot be opened"));
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(import_with(mapping("csv"), {folder / "pipe"}).reason(),
              HasSubstr("is not a regular file"));
}

TEST(AFile, AfterAGoodOneIsCheckedBeforeTheFirstEvent) {
  TempDir folder;
  write_file(folder / "good.csv", "a,b\n1,x\n");
  write_file(folder / "bad.csv", "");
  const auto imported = import_with(mapping("csv"), {folder / "good.csv", folder / "bad.csv"});
  EXPECT_THAT(imported.reason(), HasSubstr("bad.csv: is empty"));
  EXPECT_THAT(imported.events, IsEmpty());
}

}  // namespace
}  // namespace dangol::test
