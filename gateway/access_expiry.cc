#include "gateway/access_expiry.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "gateway/access_days.h"
#include "gateway/access_register.h"

namespace dangol {

namespace {

constexpr AccessDay kEarliest = std::chrono::sys_days(std::chrono::year(2000) / 1 / 1);

std::vector<Purpose> all_purposes() {
  std::vector<Purpose> purposes;
  for (std::size_t i = 1; i < kPurposes; ++i) purposes.push_back(static_cast<Purpose>(i));
  return purposes;
}

struct Ending {
  ExpiredMonth told;
  std::vector<StreamToken> streams;
};

}  // namespace

Result<std::vector<ExpiredMonth>> AccessExpiry::run(const Viewer& viewer, Expiring what,
                                                    ExpirySearch search) const {
  const Micros now = clock();
  std::map<std::string, Ending> ending;  // by month
  Status found = store([&](Store& store) -> Status {
    Result<std::uint32_t> kept = access_months(store, now);
    if (!kept.ok()) return kept.error();
    const AccessDay until = first_of_month(day_of(now), -static_cast<int>(kept.value()));
    AccessDay first = kEarliest;
    if (search == ExpirySearch::kOwn) {
      auto begins = first_log_day(store);
      if (!begins.ok()) return begins.error();
      if (!begins.value()) return Done{};
      first = *begins.value();
    }
    return visit_access_streams(store, first, until,
                                [&](const AccessStream& stream) -> Result<bool> {
                                  auto keys = store.vault().keys_of(stream.token);
                                  if (!keys.ok()) return keys.error();
                                  if (keys.value().live.empty()) return true;
                                  auto last = store.index().last(stream.token);
                                  if (!last.ok()) return last.error();
                                  Ending& month = ending[month_text(stream.day)];
                                  month.told.month = month_text(stream.day);
                                  ++month.told.streams;
                                  if (last.value())
                                    month.told.records += last.value()->version.value();
                                  month.streams.push_back(stream.token);
                                  return true;
                                });
  });
  if (!found.ok()) return found.error();
  std::vector<ExpiredMonth> told;
  for (const auto& [month, one] : ending) {
    if (what == Expiring::kDestroy) {
      Status recorded = disclose(
          viewer, {{AccessOperation::kErase, "", "access records " + month, one.told.records}},
          now);
      if (!recorded.ok()) return recorded.error();
      Status destroyed = store([&](Store& store) -> Status {
        for (const StreamToken token : one.streams) {
          if (Status gone = store.vault().destroy_keys(token, all_purposes()); !gone.ok()) {
            return gone;
          }
        }
        return Done{};
      });
      if (!destroyed.ok()) return destroyed.error();
    }
    told.push_back(one.told);
  }
  return told;
}

}  // namespace dangol
