#include "gateway/access_register.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <kj/exception.h>

#include "events/record.capnp.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_tokens.h"
#include "events/subject.h"
#include "gateway/access_days.h"
#include "gateway/access_limits.h"
#include "gateway/frame_capnp.h"
#include "gateway/limits.h"
#include "gateway/policy_number.h"
#include "gateway/subject_reads.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

constexpr std::string_view kCustomer = "customer/";

// A question as far as it can be decided without opening anything.
class Matcher {
 public:
  static Result<Matcher> make(Store& store, const RegisterQuestion& question) {
    Matcher matcher(question);
    if (!question.account.empty()) {
      auto token = store.vault().find("staff/" + question.account);
      if (!token.ok()) return token.error();
      matcher.account_ = token.value();
    }
    if (question.subject.starts_with(kCustomer)) {
      auto token = store.vault().find(question.subject);
      if (!token.ok()) return token.error();
      matcher.customer_ = token.value();
    }
    return matcher;
  }

  // Of one stream: what its key makes of the subject.
  Status enter(Store& store, const AccessStream& stream) {
    in_month_ = question_.month.empty() || month_text(stream.day) == question_.month;
    set_.reset();
    if (question_.subject.empty()) return Done{};
    auto keys = StreamKeys::open(stream.token, store.vault(), StreamKeys::Lacking::kLeave);
    if (!keys.ok()) return keys.error();
    if (keys.value().identity() != nullptr) {
      set_ = std::string(seal_id(*keys.value().identity(), question_.subject).view());
    }
    return Done{};
  }

  Result<bool> takes(const StreamRecord& record) const {
    try {
      CanonicalReader message(record.core);
      const auto data = message.root<schema::Core>().getEvent().getData();
      if (data.isAccessRecordsReviewed()) {
        const auto month = data.getAccessRecordsReviewed().getMonth();
        const bool any = question_.subject.empty() && question_.account.empty();
        return any && (question_.month.empty() || view_of(month) == question_.month);
      }
      if (!in_month_ || !data.isPersonalDataAccessed()) return false;
      const auto accessed = data.getPersonalDataAccessed();
      if (!question_.account.empty()) {
        if (!account_ || view_of(accessed.getAccount()) != account_->view()) return false;
      }
      if (question_.subject.empty()) return true;
      return (customer_ && view_of(accessed.getCustomerId()) == customer_->view()) ||
             (set_ && view_of(accessed.getSetId()) == *set_);
    } catch (const kj::Exception&) {
      return at(record.place, {ErrorCode::kCorrupt, "the core is not a readable message"});
    }
  }

 private:
  explicit Matcher(const RegisterQuestion& question) : question_(question) {}

  const RegisterQuestion question_;
  std::optional<StreamToken> account_, customer_;
  bool in_month_ = true;
  std::optional<std::string> set_;
};

struct Found {
  std::string stream;
  std::set<Position> positions;
  HistoryMark before;  // of the first one
};

Disclosure disclosure(const RegisterQuestion& question, std::size_t entries) {
  if (!question.subject.empty()) return {AccessOperation::kSearch, question.subject};
  std::string set = "access records";
  if (!question.month.empty()) set += " " + question.month;
  if (!question.account.empty()) set += " by " + question.account;
  return {AccessOperation::kSearch, "", set, entries};
}

}  // namespace

Status check_question(const RegisterQuestion& question) {
  const auto wrong = [](const char* option, const char* reason) {
    return Error{ErrorCode::kUsage, fmt::format("{} {}", option, reason)};
  };
  if (!question.month.empty() && !month_begin(question.month)) {
    return wrong("--month", "is not a month like 2026-11");
  }
  if (!question.subject.empty()) {
    if (auto subject = parse_subject(question.subject); !subject.ok()) {
      return wrong("--subject", subject.error().message.c_str());
    }
  }
  if (!question.account.empty()) {
    if (const char* reason = bad_id("staff/" + question.account)) return wrong("--account", reason);
  }
  return Done{};
}

Result<std::uint32_t> access_months(Store& store, Micros now) {
  return policy_number(
      store, {"access.months", kAccessMonths, kLeastAccessMonths, kMostAccessMonths}, now);
}

Result<RegisterPage> AccessRegister::page(const RegisterQuestion& question, const Viewer& viewer,
                                          const RegisterMark& from) const {
  if (Status good = check_question(question); !good.ok()) return good.error();
  const AccessDay today = day_of(parts_.clock());
  RegisterPage page;
  std::vector<Found> found;
  std::size_t entries = 0;
  Status searched = parts_.store([&](Store& store) -> Status {
    Result<std::uint32_t> kept = access_months(store, parts_.clock());
    if (!kept.ok()) return kept.error();
    AccessDay first = first_of_month(today, -static_cast<int>(kept.value()));
    if (!question.month.empty()) first = *month_begin(question.month);
    if (from.day != 0) first = AccessDay(std::chrono::days(from.day));
    Result<Matcher> matcher = Matcher::make(store, question);
    if (!matcher.ok()) return matcher.error();
    return visit_access_streams(
        store, first, today + std::chrono::days(1),
        [&](const AccessStream& stream) -> Result<bool> {
          const bool resumed = from.day == stream.day.time_since_epoch().count();
          if (resumed && stream.shard < from.shard) return true;
          HistoryMark after;
          if (resumed && stream.shard == from.shard) after = from.after;
          if (Status entered = matcher.value().enter(store, stream); !entered.ok()) {
            return entered.error();
          }
          found.push_back({access_subject(stream.day, stream.shard), {}, after});
          std::optional<Error> failed;
          Status read = read_stream(
              store, stream.token, after.version, after.chain, ReadWords::kNo,
              [&](const StreamRecord& record) {
                if (entries == kPageRecords) {
                  page.more = true;
                  page.next = {stream.day.time_since_epoch().count(), stream.shard, after};
                  return false;
                }
                Result<bool> takes = matcher.value().takes(record);
                if (!takes.ok()) failed = takes.error();
                if (failed) return false;
                after = {record.entry.version, record.entry.chain};
                if (takes.value()) {
                  ++entries;
                  found.back().positions.insert(record.place.position);
                }
                return true;
              });
          if (!read.ok()) return read.error();
          if (failed) return *failed;
          return !page.more;
        });
  });
  if (!searched.ok()) return searched.error();
  Result<AccessGrant> granted = AccessGrant::recorded(
      parts_.disclose, viewer, {disclosure(question, entries)}, parts_.clock());
  if (!granted.ok()) return granted.error();
  for (Found& one : found) {
    if (one.positions.empty()) continue;
    Status read = parts_.store([&](Store& store) {
      return read_history(
          store, one.stream, {}, granted.value().rights(),
          [&](const HistoryItem& item) {
            if (one.positions.erase(item.place.position) > 0) {
              page.entries.push_back({one.stream, copy_of(item)});
            }
            return !one.positions.empty();
          },
          one.before);
    });
    if (!read.ok()) return read.error();
  }
  return page;
}

}  // namespace dangol
