#include "tests/simulation/workload.h"

#include <utility>

#include <fmt/format.h>

#include "events/time_text.h"
#include "tests/support/desk.h"

namespace dangol::simulation {
namespace {

constexpr std::int64_t kHour = 3'600'000'000;
constexpr std::size_t kCustomers = 6;

std::string time_of(Micros at) {
  return format_full_time({Micros(at.value() / 1'000'000 * 1'000'000), 0, TimePrecision::kSecond});
}

std::string small(Dice& dice, std::string_view what, std::size_t below) {
  return fmt::format("{}{}", what, dice.pick(below));
}

}  // namespace

Workload::Workload(std::uint64_t seed) : history_(static_cast<std::uint32_t>(seed)) {}

std::string Workload::anybody(Dice& dice) const {
  // The first customers are busy, so that their streams grow long.
  const std::size_t busy = dice.pick(kCustomers);
  return fmt::format("customer/{}", dice.pick(busy + 1));
}

std::string Workload::secret() { return fmt::format("{}{:06}", kSecret, ++number_); }

Workload::Draft Workload::any(Dice& dice) {
  Draft draft;
  draft.head = history_.next();
  draft.name = fmt::format("any {}", made_.size());
  draft.subject = test::read_event(draft.head).subject;
  (void)dice;
  return draft;
}

Workload::Draft Workload::draft(Dice& dice, Micros now, const std::string& asked) {
  if (asked.empty() && dice.chance(15)) return any(dice);
  Draft draft;
  draft.subject = asked.empty() ? anybody(dice) : asked;
  std::string type, data;
  const std::string contact = small(dice, "c", 3);
  const auto made = [&](std::string_view of_type, std::string of_data) {
    type = of_type;
    data = std::move(of_data);
  };
  switch (dice.pick(14)) {
    case 0:
    case 1:
      made("contact.started",
           fmt::format(R"({{"contactId":"{}","channel":"phone","direction":"inbound"}})", contact));
      break;
    case 2: made("contact.ended", fmt::format(R"({{"contactId":"{}"}})", contact)); break;
    case 3:
      made(
          "promise.made",
          fmt::format(
              R"({{"promiseKind":"callback","promiseId":"p{}","windowEnd":"{}"}})", ++number_,
              time_of(Micros(now.value() + static_cast<std::int64_t>(1 + dice.pick(72)) * kHour))));
      break;
    case 4:
      made("promise.kept", fmt::format(R"({{"promiseId":"p{}"}})", 1 + dice.pick(number_ + 1)));
      break;
    case 5: made("issue.opened", fmt::format(R"({{"issueId":"{}"}})", small(dice, "i", 4))); break;
    case 6:
      made("resolution.proposed", fmt::format(R"({{"issueId":"{}","resolutionId":"{}"}})",
                                              small(dice, "i", 4), small(dice, "r", 3)));
      break;
    case 7: {
      const std::string other = anybody(dice);
      if (other == draft.subject) {
        made("contact.ended", fmt::format(R"({{"contactId":"{}"}})", contact));
      } else {
        made("contact.attributed",
             fmt::format(R"({{"contactId":"{}","reason":"callerCorrected","from":"{}","to":"{}"}})",
                         contact, draft.subject, other));
      }
      break;
    }
    case 8:
      made(
          "customer.identified",
          fmt::format(
              R"({{"contactId":"{}","strength":"claimed","identifierKind":"email","identifier":"{}"}})",
              contact, secret()));
      break;
    case 9:
      if (dice.chance(20) && asked.empty()) {
        draft.subject = "policy/main";
        made("policy.set",
             fmt::format(R"({{"name":"silence.days","value":"{}"}})", 1 + dice.pick(9)));
        break;
      }
      [[fallthrough]];
    default:
      made("message.exchanged",
           fmt::format(
               R"({{"contactId":"{}","authorKind":"customer","messageId":"m{}","text":"{}"}})",
               contact, number_ + 1, secret()));
  }
  draft.name = fmt::format("{} e{}", type, made_.size());
  draft.head = fmt::format(
      R"({{"specversion":"1.0","id":"e{}","source":"/simulated","type":"{}","subject":"{}","time":")",
      made_.size(), type, draft.subject);
  draft.time = time_of(now);
  draft.tail = fmt::format(R"(","data":{}}})", data);
  return draft;
}

Workload::Made Workload::next(Dice& dice, Micros now, const std::string& subject) {
  Draft chosen;
  const std::size_t way = dice.pick(100);
  if (way < 20 && !made_.empty() && subject.empty()) {
    // Mostly something recent: it may still be on its way.
    const std::size_t back =
        dice.chance(70) ? std::min<std::size_t>(made_.size(), 12) : made_.size();
    chosen = made_[made_.size() - 1 - dice.pick(back)];
    if (way < 4 && !chosen.time.empty()) {
      chosen.time = time_of(Micros(now.value() + kHour));  // other content under the same id
      made_.push_back(chosen);
    }
  } else {
    chosen = draft(dice, now, subject);
    made_.push_back(chosen);
  }
  return {test::read_event(chosen.json()), chosen.name};
}

}  // namespace dangol::simulation
