#include "bench/support/care_life.h"

#include <ctime>
#include <string>

#include <fmt/format.h>

#include "bench/support/driver.h"
#include "events/cloudevents.h"

namespace dangol::bench {

namespace {

constexpr std::size_t kVisitEvents = 12;
constexpr std::int64_t kStart = 1'388'534'400;  // 2014-01-01
constexpr std::int64_t kSecondsBetween = 190;

// Spreads numbers, the same on every machine.
std::size_t scattered(std::size_t number) {
  std::uint64_t mixed = number * 0x9e3779b97f4a7c15u;
  mixed ^= mixed >> 29;
  return static_cast<std::size_t>(mixed * 0xbf58476d1ce4e5b9u >> 17);
}

struct Said {
  const char* type;
  const char* actor;
  std::string data;
};

Said event_of(std::size_t visit, std::size_t step) {
  const std::size_t any = scattered(visit);
  const auto with = [&](const char* id, const std::string& more) {
    return fmt::format(R"({{"{}":"{}{}"{}}})", id, id[0], visit, more);
  };
  const std::string contact = fmt::format(R"(,"contactId":"c{}")", visit);
  const std::string issue = fmt::format(R"(,"issueId":"i{}")", visit);
  switch (step) {
    case 0:
      return {"contact.started", "customer",
              with("contactId", R"(,"channel":"phone","direction":"inbound")")};
    case 1:
      return {
          "wait.started", "system",
          with("waitId", fmt::format(R"({},"waitKind":"queue","queue":"q{}")", contact, any % 9))};
    case 2:
      return {"wait.ended", "system",
              with("waitId", any % 5 == 0 ? R"(,"end":"abandoned")" : R"(,"end":"answered")")};
    case 3:
      return {
          "message.exchanged", "customer",
          with("messageId", contact + R"(,"authorKind":"customer","text":"It does not start.")")};
    case 4:
      return {"issue.opened", "customer",
              with("issueId",
                   fmt::format(
                       R"({},"topic":"topic {}","product":"product {}","owner":{{"team":"first"}})",
                       contact, any % 40, any / 40 % 300))};
    case 5:
      return {"issue.handedoff", "staff",
              with("issueId", R"(,"from":{"team":"first"},"to":{"team":"second"},"warm":true)")};
    case 6:
      return {
          "message.exchanged", "staff",
          fmt::format(R"({{"messageId":"n{}"{},"authorKind":"staff","text":"Try the other one."}})",
                      visit, contact)};
    case 7: return {"resolution.proposed", "staff", with("resolutionId", issue)};
    case 8:
      return {"resolution.confirmed", "customer",
              with("resolutionId", issue + R"(,"basis":"customerSaid")")};
    case 9:
      return {"survey.answered", "customer",
              with("surveyId",
                   fmt::format(R"(,"questionId":"q1","scaleMin":0,"scaleMax":10,"score":{})",
                               any % 11))};
    case 10:
      return {
          "order.placed", "customer",
          with(
              "orderId",
              fmt::format(
                  R"(,"currency":"USD","lines":[{{"lineId":"1","item":"item {}","quantity":1,"unitPrice":"{}"}}])",
                  any % 500, 1000 + any % 5000))};
    default: return {"contact.ended", "staff", with("contactId", "")};
  }
}

}  // namespace

std::string care_customer(std::size_t visit) {
  return fmt::format("customer/{:07}", scattered(visit) % kCareCustomers);
}

std::vector<SentEvent> care_events(std::size_t first, std::size_t count) {
  CloudEventsReader reader;
  std::vector<SentEvent> events;
  events.reserve(count);
  for (std::size_t number = first; number < first + count; ++number) {
    const std::size_t visit = number / kVisitEvents;
    const Said said = event_of(visit, number % kVisitEvents);
    const std::time_t when = kStart + static_cast<std::int64_t>(visit) * kSecondsBetween +
                             static_cast<std::int64_t>(number % kVisitEvents) * 9;
    std::tm utc{};
    ::gmtime_r(&when, &utc);
    events.push_back(demand(reader.read(fmt::format(
        R"({{"specversion":"1.0","id":"e{}","source":"//bench.example/shop","type":"{}","subject":"{}","time":"{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z","actorkind":"{}","data":{}}})",
        number, said.type, care_customer(visit), utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
        utc.tm_hour, utc.tm_min, utc.tm_sec, said.actor, said.data))));
  }
  return events;
}

}  // namespace dangol::bench
