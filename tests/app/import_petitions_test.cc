// The petitions of ../shared/data: what their README counts is counted again over the events.
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/app/import_harness.h"

namespace dangol::test {
namespace {

TEST(Petitions, GiveTheFiguresOfTheirReadme) {
  std::vector<std::string> files;
  for (const char* month : {"04", "05", "06"}) {
    const auto file = data_file(std::string("petitions-ko/petitions_2019-") + month + ".jsonl.gz");
    if (!file.has_value()) GTEST_SKIP() << "the data sets are not at hand (DANGOL_DATA_DIR)";
    files.push_back(*file);
  }
  using Map = std::map<std::string, std::int64_t>;
  Map types, opened, briefed, agreements;
  std::map<std::string, std::string> month_of;
  std::size_t longest = 0;
  const auto rows = import_data("petitions-ko.toml", files, [&](const FlatEvent& event) {
    const std::string type(event.type());
    ++types[type];
    const std::string issue(event["data.issueId"]);
    longest = std::max(longest, event["data.text"].size());
    if (type == "issue.opened") {
      month_of[issue] = event["time"].substr(5, 2);
      ++opened[month_of[issue]];
    }
    if (type == "action.taken") {
      ++briefed[month_of[issue]];
      EXPECT_GE(std::stol(std::string(event.label("agreements"))), 200'000);
    }
    if (type == "action.taken" || type == "issue.closed") {
      agreements[month_of[issue]] += std::stol(std::string(event.label("agreements")));
    }
  });
  EXPECT_EQ(rows.rows, 1'780U);
  EXPECT_EQ(types["contact.started"], 1'780);
  EXPECT_EQ(opened, (Map{{"04", 494}, {"05", 714}, {"06", 572}}));
  EXPECT_EQ(briefed, (Map{{"04", 10}, {"05", 4}, {"06", 3}}));
  EXPECT_EQ(types["issue.closed"], 1'780 - 17);
  EXPECT_EQ(agreements, (Map{{"04", 6'200'584}, {"05", 3'486'729}, {"06", 2'949'219}}));
  EXPECT_EQ(longest, 54'940U);  // bytes
}

}  // namespace
}  // namespace dangol::test
