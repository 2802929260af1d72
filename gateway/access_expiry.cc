#include "gateway/access_expiry.h"

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "gateway/access_days.h"
#include "gateway/access_register.h"
#include "store/limits.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

constexpr PartitionId kPartition{0};
constexpr AccessDay kEarliest = std::chrono::sys_days(std::chrono::year(2000) / 1 / 1);

std::vector<Purpose> all_purposes() {
  std::vector<Purpose> purposes;
  for (std::size_t i = 1; i < kPurposes; ++i) purposes.push_back(static_cast<Purpose>(i));
  return purposes;
}

// Days whose access records are over by the policy.
struct EndedDays {
  AccessDay first, until;
};
Result<EndedDays> ended_days(Store& store, ExpirySearch search, Micros now) {
  Result<std::uint32_t> kept = access_months(store, now);
  if (!kept.ok()) return kept.error();
  EndedDays days{kEarliest, first_of_month(day_of(now), -static_cast<int>(kept.value()))};
  if (search == ExpirySearch::kEvery) return days;
  auto begins = first_log_day(store);
  if (!begins.ok()) return begins.error();
  days.first = begins.value().value_or(days.until);
  return days;
}

// Where records of a stream still have words. What was removed was removed from the first one on, so the
// last one that has had some tells whether there are any: an ended day costs a look at one record.
Result<std::vector<Position>> positions_with_words(Store& store, const StreamToken& stream) {
  std::vector<Position> with_words;
  auto last = store.index().last(stream);
  if (!last.ok()) return last.error();
  if (!last.value()) return with_words;
  for (Version version = last.value()->version; version != Version();
       version = Version(version.value() - 1)) {
    auto position = store.index().positions(stream, version, 1);
    if (!position.ok()) return position.error();
    auto record = store.log().get(kPartition, position.value(), ReadWords::kYes);
    if (!record.ok()) return record.error();
    Result<Entry> entry = decode_entry(record.value().front().entry);
    if (!entry.ok()) return entry.error();
    if (entry.value().words == Hash{}) continue;
    if (record.value().front().words.empty()) return with_words;
    break;
  }
  Status read = read_stream(store, stream, Version(), Hash{}, ReadWords::kYes,
                            [&](const StreamRecord& record) {
                              if (!record.words.empty())
                                with_words.push_back(record.place.position);
                              return true;
                            });
  if (!read.ok()) return read.error();
  return with_words;
}

// Streams of ended days whose keys are destroyed and whose words are there, until `take` says false.
using TakeEndedWords =
    std::function<Result<bool>(const StreamToken&, const std::vector<Position>& positions)>;
Status visit_ended_words(Store& store, ExpirySearch search, Micros now,
                         const TakeEndedWords& take) {
  auto days = ended_days(store, search, now);
  if (!days.ok()) return days.error();
  return visit_access_streams(store, days.value().first, days.value().until,
                              [&](const AccessStream& stream) -> Result<bool> {
                                auto keys = store.vault().keys_of(stream.token);
                                if (!keys.ok()) return keys.error();
                                if (!keys.value().live.empty()) return true;
                                auto positions = positions_with_words(store, stream.token);
                                if (!positions.ok()) return positions.error();
                                if (positions.value().empty()) return true;
                                return take(stream.token, positions.value());
                              });
}

Status remove_words(Store& store, const std::vector<Position>& positions) {
  auto claim = store.log().claim(kPartition);
  if (!claim.ok()) return claim.error();
  for (std::size_t done = 0; done < positions.size(); done += kRemovedWordsAtOnce) {
    const auto end = std::min(done + kRemovedWordsAtOnce, positions.size());
    Status removed = store.log().remove_words(
        claim.value(), {positions.begin() + static_cast<std::ptrdiff_t>(done),
                        positions.begin() + static_cast<std::ptrdiff_t>(end)});
    if (!removed.ok()) return removed;
  }
  return Done{};
}

struct Ending {
  ExpiredMonth told;
  std::vector<StreamToken> streams;
};

}  // namespace

Result<bool> has_ended_words(Store& store, ExpirySearch search, Micros now) {
  bool has = false;
  Status found = visit_ended_words(
      store, search, now, [&](const StreamToken&, const std::vector<Position>&) -> Result<bool> {
        return !(has = true);
      });
  if (!found.ok()) return found.error();
  return has;
}

Result<std::uint64_t> remove_ended_words(Store& store, ExpirySearch search, Micros now) {
  std::vector<Position> all;
  Status found = visit_ended_words(
      store, search, now,
      [&](const StreamToken& stream, const std::vector<Position>& positions) -> Result<bool> {
        all.insert(all.end(), positions.begin(), positions.end());
        Status erased = store.snapshots().erase(stream);
        if (!erased.ok()) return erased.error();
        return true;
      });
  if (!found.ok()) return found.error();
  if (all.empty()) return std::uint64_t{0};
  std::sort(all.begin(), all.end());
  if (Status purged = store.vault().purge(); !purged.ok()) return purged.error();
  if (Status removed = remove_words(store, all); !removed.ok()) return removed.error();
  return static_cast<std::uint64_t>(all.size());
}

Result<std::vector<ExpiredMonth>> AccessExpiry::run(const Viewer& viewer, Expiring what,
                                                    ExpirySearch search) const {
  const Micros now = clock();
  std::map<std::string, Ending> ending;  // by month
  Status found = store([&](Store& store) -> Status {
    auto days = ended_days(store, search, now);
    if (!days.ok()) return days.error();
    return visit_access_streams(store, days.value().first, days.value().until,
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
          if (Status gone = store.vault().destroy_keys(token, all_purposes(), now); !gone.ok()) {
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
