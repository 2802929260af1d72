// The bank's calls of ../shared/data: what its README counts is counted again over the events.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/app/import_harness.h"

namespace dangol::test {
namespace {

constexpr std::int64_t kDay = 86'400;

struct Call {
  std::string subject, service;
  std::string date;
  std::int64_t began = 0, queued = 0, left_queue = 0;
  bool waited = false, abandoned = false, ended_by_customer = false, joined = false;
};

using Calls = std::map<std::string, Call>;

void take(const FlatEvent& event, Calls& calls) {
  const std::string type(event.type());
  std::string id(event["data.contactId"]);
  if (type == "wait.ended") id = event["data.waitId"].substr(0, event["data.waitId"].find('/'));
  Call& call = calls[id];
  if (type == "contact.started") {
    call.subject = event["subject"];
    call.service = event.label("service");
    call.began = event.seconds();
    call.date = event["time"].substr(0, 10);
  } else if (type == "wait.started") {
    call.waited = true;
    call.queued = event.seconds();
  } else if (type == "wait.ended") {
    call.left_queue = event.seconds();
    call.abandoned = event["data.end"] == "abandoned";
  } else if (type == "agent.joined") {
    call.joined = true;
  } else if (type == "contact.ended") {
    call.ended_by_customer = event["data.endedBy"] == "customer";
  }
  for (const char* forbidden : {"data.duration", "data.serTime", "data.waitSeconds"}) {
    EXPECT_FALSE(event.has(forbidden));
  }
}

// Identified people who abandoned a queue and called again: the same date, within a day.
std::pair<int, int> came_back(const Calls& calls) {
  std::map<std::string, std::vector<const Call*>> by_person;
  for (const auto& [id, call] : calls) {
    if (call.subject.starts_with("customer/")) by_person[call.subject].push_back(&call);
  }
  int same_date = 0, within_a_day = 0;
  for (const auto& [person, list] : by_person) {
    for (const Call* call : list) {
      if (!call->abandoned) continue;
      same_date += std::ranges::any_of(list, [&](const Call* other) {
        return other->date == call->date && other->began > call->began;
      });
      within_a_day += std::ranges::any_of(list, [&](const Call* other) {
        return other->began >= call->left_queue && other->began <= call->left_queue + kDay;
      });
    }
  }
  return {same_date, within_a_day};
}

TEST(BankCalls, GiveTheFiguresOfTheirReadme) {
  const auto file = data_file("bank-calls/calls_1999-02-01_to_02-21.tsv.gz");
  if (!file.has_value()) GTEST_SKIP() << "the data sets are not at hand (DANGOL_DATA_DIR)";
  Calls calls;
  const auto rows =
      import_data("bank-calls.toml", {*file}, [&](const FlatEvent& event) { take(event, calls); });
  EXPECT_EQ(rows.rows, 25'890U);
  EXPECT_EQ(rows.left_out, 221U);  // PHANTOM
  EXPECT_EQ(calls.size(), 25'669U);

  std::vector<std::int64_t> waits;
  std::map<std::string, int> people;
  int abandoned = 0, served_after_wait = 0, served_at_once = 0, left_early = 0, joined = 0;
  int identified_abandons = 0;
  for (const auto& [id, call] : calls) {
    const bool known = call.subject.starts_with("customer/");
    if (known) ++people[call.subject];
    joined += call.joined;
    if (call.waited) {
      waits.push_back(call.left_queue - call.queued);
      abandoned += call.abandoned;
      identified_abandons += call.abandoned && known;
      served_after_wait += !call.abandoned;
      EXPECT_EQ(call.abandoned, call.ended_by_customer) << id;
    } else {
      served_at_once += !call.ended_by_customer;
      left_early += call.ended_by_customer;
    }
  }
  std::ranges::sort(waits);
  EXPECT_EQ(waits.size(), 13'906U);
  EXPECT_EQ(abandoned, 3'086);
  EXPECT_EQ(served_after_wait, 10'820);
  EXPECT_EQ(served_at_once, 10'079);
  EXPECT_EQ(left_early, 1'684);
  EXPECT_EQ(joined, 20'899 - 384);  // served by NO_SERVER: nobody is named
  EXPECT_EQ(waits[waits.size() / 2], 48);
  EXPECT_EQ(waits[waits.size() * 9 / 10], 174);
  EXPECT_EQ(waits.back(), 908);
  EXPECT_EQ(std::ranges::count_if(waits, [](std::int64_t wait) { return wait > 30; }), 8'924);
  // The README's 3,533 counts people who only stand on PHANTOM rows too.
  EXPECT_EQ(people.size(), 3'480U);
  EXPECT_EQ(identified_abandons, 1'340);
  const auto [same_date, within_a_day] = came_back(calls);
  EXPECT_EQ(same_date, 821);
  EXPECT_EQ(within_a_day, 871);
}

}  // namespace
}  // namespace dangol::test
