// `dangol import` end to end: bad rows, bad files, the same file again, and what the public data sets
// leave in the log.
#include <filesystem>
#include <functional>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/data_file.h"
#include "tests/support/files.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kMapping = R"toml(
name = "calls"
source = "urn:calls"
format = "csv"
require = ["n"]
[columns]
use = ["n", "who", "at"]
[times.seen]
text = "{at}"
format = "%Y-%m-%d %H:%M"
zone = "+09:00"
precision = "minute"
[event_defaults]
subject = "customer/{who}"
time = "seen"
[[event]]
type = "contact.started"
id = "{n}"
data = { contactId = "{n}", channel = "phone", direction = "inbound" }
)toml";

class Import : public ProgramStore, public testing::Test {
 protected:
  Import() : mapping_(file("calls.toml", kMapping)) {}
  Finished import(const std::string& rows) const {
    return run({"import", "--mapping", mapping_, rows});
  }
  // What must be refused whole: as if nobody had called.
  std::string refusal(const std::string& rows, int exit_code = 65) const {
    const std::string before = stat();
    const Finished refused = import(rows);
    EXPECT_EQ(refused.exit_code, exit_code) << refused.out << refused.err;
    EXPECT_EQ(stat(), before);
    return refused.err;
  }
  std::string mapping_;
};

const std::string kRows = "n,who,at\n1,kim,2020-01-01 10:00\n2,lee,2020-01-01 10:05\n";

TEST_F(Import, GoesThroughAWriterThatHasTheStore) {
  Child writer(command({"append", "-"}), folder());
  writer.send(EventText().json());
  ASSERT_THAT(writer.read_line(), HasSubstr("1: recorded"));
  const Finished beside = import(file("rows.csv", kRows + "no row\n"));
  EXPECT_EQ(beside.exit_code, 65) << beside.err;
  EXPECT_THAT(beside.out, AllOf(StartsWith("3 rows: 2 events, "), HasSubstr("\n2 recorded\n")));
  EXPECT_TRUE(fs::exists(path("rows.csv.rejected")));
  writer.end_input();
  EXPECT_EQ(writer.wait().exit_code, 0);
  EXPECT_THAT(import(path("rows.csv")).out, HasSubstr("\n0 recorded, 2 duplicate\n"));
  expect_replay_agrees();
}

TEST_F(Import, RecordsRowsAndNothingTwice) {
  const Finished first = import(file("rows.csv", kRows));
  EXPECT_EQ(first.exit_code, 0) << first.err;
  EXPECT_THAT(first.out, AllOf(StartsWith("2 rows: 2 events, "), HasSubstr("\n2 recorded\n")));
  EXPECT_FALSE(fs::exists(path("rows.csv.rejected")));
  const std::string before = stat();
  const Finished second = import(path("rows.csv"));
  EXPECT_EQ(second.exit_code, 0);
  EXPECT_THAT(second.out, HasSubstr("\n0 recorded, 2 duplicate\n"));
  EXPECT_EQ(stat(), before);
}

TEST_F(Import, ListsBadRowsByLineColumnAndReasonWithoutTheirContent) {
  const std::string rows = file("rows.csv", kRows +
                                                "3,secret-name,yesterday\n"
                                                "4,kim\n"
                                                "5,kim,2020-01-01 10:07\n"
                                                ",secret-name,2020-01-01 10:08\n");
  const Finished done = import(rows);
  EXPECT_EQ(done.exit_code, 65);
  EXPECT_THAT(done.out, AllOf(StartsWith("6 rows: 3 events, "), HasSubstr(" 3 rejected\n"),
                              HasSubstr("\n3 recorded\n"), HasSubstr("see rows.csv.rejected")));
  const std::string listed = read_file(path("rows.csv.rejected"));
  EXPECT_THAT(listed,
              StartsWith("file\tline\tcolumn\treason\n" + rows +
                         "\t4\tat\tnot a date and time as [times.seen] says\n" + rows + "\t5\t"));
  EXPECT_THAT(listed, HasSubstr("\n" + rows + "\t7\tn\tmissing\n"));
  EXPECT_THAT(listed, AllOf(Not(HasSubstr("secret")), Not(HasSubstr("yesterday"))));
  EXPECT_EQ(records(), 3U);
}

TEST_F(Import, ListsARowWhoseEventIsRefused) {
  const std::string rows = file("rows.csv", kRows + "1,kim,2020-01-01 11:00\n");
  const Finished done = run({"import", "--mapping", mapping_, "--rejected", path("bad"), rows});
  EXPECT_EQ(done.exit_code, 65);
  EXPECT_THAT(done.out, HasSubstr("\n2 recorded, 1 conflict\n"));
  EXPECT_THAT(read_file(path("bad")), HasSubstr(rows + "\t4\t\tconflict: "));
  EXPECT_EQ(records(), 2U);
}

TEST_F(Import, ListsAnEventThatIsMalformedWithoutItsContent) {
  std::string mapping(kMapping);
  mapping.replace(mapping.find("\"phone\""), 7, "\"{who}\"");
  const std::string rows = file("rows.csv", kRows);
  const Finished done = run({"import", "--mapping", file("channel.toml", mapping), rows});
  EXPECT_EQ(done.exit_code, 65);
  EXPECT_THAT(read_file(path("rows.csv.rejected")),
              HasSubstr(rows + "\t2\t\trejected: data.channel is not a known value\n"));
}

TEST_F(Import, SaysThatItsListCannotBeWritten) {
  const std::string rows = file("rows.csv", kRows + "3,kim,yesterday\n");
  const Finished done = run({"import", "--mapping", mapping_, "--rejected", "/dev/full", rows});
  EXPECT_NE(done.exit_code, 0);
  EXPECT_THAT(done.err, HasSubstr("/dev/full: cannot be written"));
}

TEST_F(Import, OfRowsWithoutAFaultLeavesNoOldListOfFaults) {
  import(file("rows.csv", kRows + "3,kim,yesterday\n"));
  ASSERT_TRUE(fs::exists(path("rows.csv.rejected")));
  import(file("rows.csv", kRows + "3,kim,2020-01-02 10:00\n"));
  EXPECT_FALSE(fs::exists(path("rows.csv.rejected")));
}

TEST_F(Import, RefusesAFileThatItCannotReadToItsEnd) {
  import(file("rows.csv", kRows));
  EXPECT_THAT(refusal(file("empty.csv", "")), HasSubstr("is empty"));
  EXPECT_THAT(refusal(file("binary.csv", std::string(1000, '\0'))), HasSubstr("binary"));
  EXPECT_THAT(refusal(folder()), HasSubstr("is a directory"));
  EXPECT_THAT(refusal(file("other.csv", "a,b\n1,2\n")), HasSubstr("other.csv"));
  EXPECT_THAT(refusal(path("absent.csv"), 66), HasSubstr("absent.csv: "));
  const std::string packed = Child({"gzip", "-c", path("rows.csv")}, folder()).wait().out;
  ASSERT_EQ(import(file("whole.gz", packed)).exit_code, 0);
  EXPECT_THAT(refusal(file("cut.gz", packed.substr(0, packed.size() - 1))),
              AllOf(HasSubstr("cut.gz: "), HasSubstr("the gzip data end early")));
}

TEST_F(Import, OfAFileThatCannotBeReadMakesNoStore) {
  EXPECT_EQ(import(path("absent.csv")).exit_code, 66);
  EXPECT_EQ(import(file("empty.csv", "")).exit_code, 65);
  EXPECT_FALSE(fs::exists(store()));
}

TEST_F(Import, RefusesAMappingThatMakesNoSense) {
  const std::string rows = file("rows.csv", kRows);
  const auto with = [&](const std::string& mapping) {
    const Finished refused = run({"import", "--mapping", mapping, rows});
    EXPECT_NE(refused.exit_code, 0);
    EXPECT_FALSE(fs::exists(store()));
    return refused.err;
  };
  EXPECT_THAT(with(path("absent.toml")), HasSubstr("absent.toml"));
  EXPECT_THAT(with(file("broken.toml", "name = ")), HasSubstr("broken.toml"));
  EXPECT_THAT(with(file("strange.toml", "colour = 'red'\n")), HasSubstr("strange.toml"));
}

class DataSet : public Import {
 protected:
  // Imports a data set into an empty store, twice; false where it is not at hand. Its figures are in
  // `types_` and `stat_`.
  bool import_set(const std::string& name, const std::string& data) {
    const auto input = data_file(name + "/" + data);
    if (!input) return false;
    const Arguments arguments{"import", "--json", "--mapping",
                              DANGOL_SOURCE_DIR "/mappings/" + name + ".toml", *input};
    const Finished first = run(arguments);
    EXPECT_EQ(first.exit_code, 0) << first.err;
    EXPECT_EQ(counts_in(first.out).at("rejectedRows"), 0U);
    outcomes_ = counts_in(first.out, "outcomes");
    const std::string stat_once = stat();
    stat_ = counts_in(stat_once);
    types_ = counts_in(stat_once, "types");
    const Finished second = run(arguments);
    EXPECT_EQ(counts_in(second.out, "outcomes").at("duplicate"), outcomes_.at("recorded"));
    EXPECT_EQ(stat(), stat_once);
    return true;
  }
  // Every record of the log as `log dump` prints it.
  void each_record(const std::function<void(const std::string&)>& record) const {
    Child dump(command({"log", "dump"}), folder());
    for (std::string line; !(line = dump.read_line()).empty();) record(line);
    EXPECT_EQ(dump.wait().exit_code, 0);
  }
  Counts outcomes_, stat_, types_;
};

bool has(const std::string& text, const char* part) { return text.find(part) != text.npos; }

TEST_F(DataSet, ServicenowIncidentsLeavesTheFiguresOfItsReadme) {
  if (!import_set("servicenow-incidents", "incident_event_log.csv.gz")) {
    GTEST_SKIP() << "the data set is not at hand";
  }
  EXPECT_EQ(types_.at("issue.opened"), 15'000U);
  EXPECT_EQ(outcomes_.at("irregular"), 0U);
  int of_teams = 0;
  std::set<std::string> issues;
  each_record([&](const std::string& record) {
    if (!has(record, "\"type\":\"issue.handedoff\"") || !has(record, "\"to\":{\"team\"")) return;
    ++of_teams;
    issues.insert(record.substr(record.find("\"issueId\""), 60));
  });
  EXPECT_EQ(of_teams, 11'140);
  EXPECT_EQ(issues.size(), 5'618U);
}

TEST_F(DataSet, BankCallsLeavesTheFiguresOfItsReadme) {
  if (!import_set("bank-calls", "calls_1999-02-01_to_02-21.tsv.gz")) {
    GTEST_SKIP() << "the data set is not at hand";
  }
  EXPECT_EQ(types_.at("contact.started"), 25'669U);
  EXPECT_EQ(types_.at("wait.ended"), 13'906U);
  int abandoned = 0;
  each_record([&](const std::string& record) {
    if (has(record, "\"wait.ended\"") && has(record, "\"end\":\"abandoned\"")) ++abandoned;
  });
  EXPECT_EQ(abandoned, 3'086);
}

TEST_F(DataSet, OnlineRetailLeavesTheFiguresOfItsReadme) {
  if (!import_set("online-retail", "online_retail_2010-12-01_to_2011-09-30.csv.gz")) {
    GTEST_SKIP() << "the data set is not at hand";
  }
  EXPECT_EQ(types_.at("order.placed"), 15'899U);
  EXPECT_EQ(types_.at("order.cancelled"), 2'887U);
  // Streams of the 3,658 customers, and one for each of the 2,866 invoices that name none.
  EXPECT_EQ(stat_.at("streams"), 3'658U + 2'866U);
}

}  // namespace
}  // namespace dangol::test
