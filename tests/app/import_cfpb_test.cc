// The complaints of ../shared/data: what their README counts is counted again over the events.
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/app/import_harness.h"

namespace dangol::test {
namespace {

struct Counts {
  std::map<std::string, int> types, channels, vias, responses, timely, disputed;
  std::set<std::string> complaints;
  std::string first = "9", last;
};

void count(const FlatEvent& event, Counts& counts) {
  ++counts.types[std::string(event.type())];
  if (event.type() == "contact.started") {
    ++counts.channels[std::string(event["data.channel"])];
    if (event.has("data.via")) ++counts.vias[std::string(event["data.via"])];
  } else if (event.type() == "complaint.raised") {
    EXPECT_EQ(event["timeprecision"], "day");
    counts.complaints.insert(std::string(event["data.complaintId"]));
    const std::string day(event["time"].substr(0, 10));
    counts.first = std::min(counts.first, day);
    counts.last = std::max(counts.last, day);
  } else if (event.type() == "issue.classified") {
    ++counts.responses[std::string(event.label("response"))];
    ++counts.timely[std::string(event.label("timely"))];
    ++counts.disputed[std::string(event.label("disputed"))];
  }
}

TEST(CfpbComplaints, WithChannelGiveTheFiguresOfTheirReadme) {
  const auto file = data_file("cfpb-complaints/complaints_2016_with_channel.csv.gz");
  if (!file.has_value()) GTEST_SKIP() << "the data sets are not at hand (DANGOL_DATA_DIR)";
  Counts counts;
  const auto rows =
      import_data("cfpb-2016.toml", {*file}, [&](const FlatEvent& event) { count(event, counts); });
  EXPECT_EQ(rows.rows, 3'186U);
  using Map = std::map<std::string, int>;
  EXPECT_EQ(counts.types["complaint.raised"], 3'186);  // exact copies stay two complaints
  EXPECT_EQ(
      counts.channels,
      (Map{{"webForm", 2'233}, {"internal", 533}, {"phone", 200}, {"postal", 168}, {"fax", 52}}));
  EXPECT_EQ(counts.vias, (Map{{"Referral", 533}}));
  EXPECT_EQ(counts.types["resolution.rejected"], 595);
  EXPECT_EQ(counts.disputed, (Map{{"No", 2'534}, {"Yes", 595}, {"", 57}}));
  EXPECT_EQ(counts.timely, (Map{{"Yes", 3'093}, {"No", 93}}));
  EXPECT_EQ(counts.responses, (Map{{"Closed with explanation", 2'489},
                                   {"Closed with non-monetary relief", 384},
                                   {"Closed with monetary relief", 216},
                                   {"Closed", 68},
                                   {"Untimely response", 26},
                                   {"In progress", 3}}));
  EXPECT_EQ(counts.types["action.taken"], 2'489 + 384 + 216 + 68);
  EXPECT_EQ(counts.first, "2013-06-04");
  EXPECT_EQ(counts.last, "2017-02-23");
}

TEST(CfpbComplaints, WithNumbersGiveTheFiguresOfTheirReadme) {
  const auto file = data_file("cfpb-complaints/complaints_2015q1.csv.gz");
  if (!file.has_value()) GTEST_SKIP() << "the data sets are not at hand (DANGOL_DATA_DIR)";
  Counts counts;
  const auto rows = import_data("cfpb-2015q1.toml", {*file},
                                [&](const FlatEvent& event) { count(event, counts); });
  EXPECT_EQ(rows.rows, 20'000U);
  using Map = std::map<std::string, int>;
  EXPECT_EQ(counts.complaints.size(), 20'000U);
  EXPECT_EQ(counts.types["contact.started"], 0) << "how a complaint came is not in the file";
  EXPECT_EQ(counts.types["resolution.rejected"], 3'070);
  EXPECT_EQ(counts.disputed, (Map{{"Yes", 3'070}, {"", 16'930}})) << "empty is never No";
  EXPECT_EQ(counts.timely, (Map{{"Yes", 19'548}, {"No", 452}}));
  EXPECT_EQ(counts.responses, (Map{{"Closed with explanation", 13'252},
                                   {"In progress", 2'598},
                                   {"Closed with non-monetary relief", 2'480},
                                   {"Closed with monetary relief", 1'043},
                                   {"Closed", 391},
                                   {"Untimely response", 236}}));
  EXPECT_EQ(counts.first, "2015-01-22");
  EXPECT_EQ(counts.last, "2015-03-19");
}

}  // namespace
}  // namespace dangol::test
