// The incident log of ../shared/data: what its README counts is counted again over the events.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/app/import_harness.h"

namespace dangol::test {
namespace {

constexpr std::int64_t kDay = 86'400;

struct Incident {
  std::int64_t opened = 0;
  std::int64_t order = 0;     // in the file, for equal times
  std::int64_t proposed = 0;  // first
};

struct Counts {
  std::map<std::string, int> types;
  int team_hand_offs = 0, agent_hand_offs = 0, irregular = 0;
  std::set<std::string> handed_off, reopened, proposed, closed, people;
  std::map<std::string, int> issues_of;      // by subject
  std::map<std::string, int> counter;        // reassignments by issue
  std::map<std::string, std::string> owner;  // team by issue
  std::map<std::pair<std::string, std::string>, std::map<std::string, Incident>> recurring;
  std::map<std::string, std::pair<std::string, std::string>> key_of;
};

// The hand-off's party fits what the events before it said.
void follow_owner(const FlatEvent& event, Counts& counts) {
  const std::string issue(event["data.issueId"]);
  const std::string type(event.type());
  if (type == "issue.opened") counts.owner[issue] = event["data.owner.team"];
  if (type == "owner.unknown" && event["data.level"] == "team") counts.owner[issue].clear();
  if (type != "issue.handedoff" || !event.has("data.from.team")) return;
  std::string& owner = counts.owner[issue];
  if (!owner.empty() && owner != event["data.from.team"]) ++counts.irregular;
  if (event["data.from.team"] == event["data.to.team"]) ++counts.irregular;
  owner = event["data.to.team"];
}

void count(const FlatEvent& event, Counts& counts) {
  const std::string type(event.type());
  const std::string issue(event["data.issueId"]);
  const std::string subject(event["subject"]);
  ++counts.types[type];
  counts.people.insert(subject.starts_with("customer/") ? subject : "?");
  if (type == "contact.attributed") counts.people.insert(std::string(event["data.to"]));
  if (type == "issue.opened") {
    if (subject.starts_with("customer/")) ++counts.issues_of[subject];
    if (subject.starts_with("customer/") && event.has("data.topic")) {
      counts.key_of[issue] = {subject, std::string(event["data.topic"])};
      Incident& incident = counts.recurring[counts.key_of[issue]][issue];
      incident.opened = event.seconds();
      incident.order = std::stol(std::string(event["orderhint"]));
    }
  } else if (type == "issue.handedoff") {
    if (event.has("data.from.team")) {
      ++counts.team_hand_offs;
      counts.handed_off.insert(issue);
    } else {
      ++counts.agent_hand_offs;
    }
  } else if (type == "issue.reopened") {
    counts.reopened.insert(issue);
  } else if (type == "resolution.proposed") {
    const bool first = counts.proposed.insert(issue).second;
    if (first && counts.key_of.contains(issue)) {
      counts.recurring[counts.key_of[issue]][issue].proposed = event.seconds();
    }
  } else if (type == "issue.closed") {
    counts.closed.insert(issue);
    int& most = counts.counter[issue];
    most = std::max(most, std::stoi(std::string(event.label("reassignments"))));
  }
  follow_owner(event, counts);
}

// Issues opened 0 to 30 days after the first proposal of an earlier one of the same key.
int recurrences(const Counts& counts) {
  int found = 0;
  for (const auto& [key, incidents] : counts.recurring) {
    for (const auto& entry : incidents) {
      const Incident& later = entry.second;
      found += std::ranges::any_of(incidents, [&](const auto& other) {
        const std::int64_t since = later.opened - other.second.proposed;
        const bool earlier = std::pair(other.second.opened, other.second.order) <
                             std::pair(later.opened, later.order);
        return earlier && other.second.proposed != 0 && since >= 0 && since <= 30 * kDay;
      });
    }
  }
  return found;
}

TEST(ServicenowIncidents, GiveTheFiguresOfTheirReadme) {
  const auto file = data_file("servicenow-incidents/incident_event_log.csv.gz");
  if (!file.has_value()) GTEST_SKIP() << "the data sets are not at hand (DANGOL_DATA_DIR)";
  Counts counts;
  const auto rows = import_data("servicenow-incidents.toml", {*file},
                                [&](const FlatEvent& event) { count(event, counts); });
  EXPECT_EQ(rows.rows, 90'486U);
  EXPECT_EQ(counts.types["issue.opened"], 15'000);
  EXPECT_EQ(counts.team_hand_offs, 11'140);
  EXPECT_EQ(counts.handed_off.size(), 5'618U);
  EXPECT_EQ(counts.irregular, 0);
  EXPECT_EQ(counts.agent_hand_offs, 1'941);
  EXPECT_EQ(counts.types["issue.reopened"], 232);
  EXPECT_EQ(counts.reopened.size(), 191U);
  EXPECT_EQ(counts.proposed.size(), 14'997U);
  EXPECT_EQ(counts.closed.size(), 15'000U);
  EXPECT_EQ(counts.types["contact.attributed"], 4);  // in 3 incidents
  EXPECT_EQ(counts.people.size(), 4'221U);           // with `?`
  EXPECT_EQ(std::ranges::count_if(counts.issues_of, [](const auto& p) { return p.second >= 2; }),
            2'772);
  EXPECT_EQ(counts.issues_of["customer/Caller 1904"], 341);
  // The source's own counter, beside what can be seen.
  int sum = 0, touched = 0, most = 0;
  for (const auto& [issue, counter] : counts.counter) {
    sum += counter;
    touched += counter > 0;
    most = std::max(most, counter);
  }
  EXPECT_EQ(sum, 16'164);
  EXPECT_EQ(touched, 7'580);
  EXPECT_EQ(most, 27);
  EXPECT_EQ(recurrences(counts), 3'142);  // by the time of the first Resolved row
}

}  // namespace
}  // namespace dangol::test
