#include "gateway/held_service.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "actors/held_ending.h"
#include "events/time_text.h"
#include "events/token_text.h"
#include "gateway/access_grant.h"
#include "gateway/limits.h"
#include "replay/answers/json_string.h"
#include "store/held_stream.h"
#include "store/stream_reader.h"

namespace dangol {

namespace {

std::string time_text(Micros at) { return format_full_time({at, 0, TimePrecision::kSecond}); }

bool over(const Keeping& keeping, Micros now) { return keeping.until <= now; }

std::string keepings_json(const std::vector<Keeping>& keepings) {
  std::string list;
  for (const Keeping& keeping : keepings) {
    list +=
        fmt::format(R"({}{{"purpose":"{}","law":{},"until":"{}"}})", list.empty() ? "" : ",",
                    to_string(keeping.purpose), json_string(keeping.law), time_text(keeping.until));
  }
  return "[" + list + "]";
}

std::string list_line(const KeptStream& stream, Micros now, bool json) {
  const std::string token = to_hex(stream.stream.view());
  if (json) {
    const std::string whose = stream.subject.empty() ? "null" : json_string(stream.subject);
    return fmt::format("{{\"stream\":\"{}\",\"subject\":{},\"kept\":{}}}\n", token, whose,
                       keepings_json(stream.keepings));
  }
  std::string line = token + (stream.subject.empty() ? "" : "  " + stream.subject) + "\n";
  for (const Keeping& keeping : stream.keepings) {
    line += fmt::format("  {} until {} ({}){}\n", to_string(keeping.purpose),
                        time_text(keeping.until), keeping.law, over(keeping, now) ? ": over" : "");
  }
  return line;
}

std::string ended_line(const HeldEnded& done, bool json) {
  const std::string token = to_hex(done.stream.view());
  if (json) {
    return fmt::format("{{\"stream\":\"{}\",\"ended\":{},\"kept\":{}}}\n", token,
                       keepings_json(done.ended), keepings_json(done.kept));
  }
  std::string line = token + "\n";
  for (const Keeping& keeping : done.ended) {
    line += fmt::format("  {}: keys and words destroyed\n", to_string(keeping.purpose));
  }
  for (const Keeping& keeping : done.kept) {
    line += fmt::format("  {}: kept until {} ({})\n", to_string(keeping.purpose),
                        time_text(keeping.until), keeping.law);
  }
  return line + (done.kept.empty() ? "  nothing is left of it\n" : "");
}

Result<HeldEnded> end(Engine& engine, const HeldEnding& ending) {
  // Without its key nobody is made to wait.
  Status ready = engine.read([](Store& store) -> Status {
    if (!store.has_held()) return Done{};
    auto held = store.held(Missing::kRefuse);
    return held.ok() ? Status(Done{}) : held.error();
  });
  if (!ready.ok()) return ready.error();
  Result<HeldEnded> done = Error{ErrorCode::kUnavailable, "nothing was begun"};
  Status worked = engine.alone([&](Store& store, const Clock& clock) -> Status {
    done = end_held(store, ending, clock);
    return done.ok() ? Status(Done{}) : done.error();
  });
  if (!worked.ok()) return worked.error();
  return done;
}

}  // namespace

HeldService::HeldService(Engine& engine, Disclose disclose, Clock clock)
    : engine_(engine), disclose_(std::move(disclose)), clock_(std::move(clock)) {}

Result<std::string> HeldService::run(const HeldAsking& asked) const {
  switch (asked.task) {
    case HeldAsking::Task::kList: return list(asked.viewer, asked.json);
    case HeldAsking::Task::kRelease:
      return release(asked.stream, asked.hold, asked.viewer, asked.json);
    case HeldAsking::Task::kExpire:
      return expire(asked.dry_run ? Expiring::kTell : Expiring::kDestroy, asked.json);
  }
  return Error{ErrorCode::kUsage, "nothing is asked"};
}

Result<StreamToken> HeldService::find(std::string_view stream) const {
  if (const auto token = parse_token(stream)) return *token;
  std::optional<StreamToken> found;
  Status read = engine_.read([&](Store& store) -> Status {
    if (!store.has_held()) return Done{};
    auto held = store.held(Missing::kRefuse);
    if (!held.ok()) return held.error();
    auto token = held.value()->find(stream);
    if (!token.ok()) return token.error();
    found = token.value();
    if (found) return Done{};
    // Somebody who was forgotten twice, and of whom the newer stream is gone.
    auto kept = held.value()->kept();
    if (!kept.ok()) return kept.error();
    const auto named = std::ranges::find(kept.value(), stream, &KeptStream::subject);
    if (named != kept.value().end()) found = named->stream;
    return Done{};
  });
  if (!read.ok()) return read.error();
  if (found) return *found;
  return Error{ErrorCode::kNotFound, "nothing is kept by law of that stream"};
}

Result<std::string> HeldService::list(const Viewer& viewer, bool json) const {
  const bool named = viewer.purpose != Purpose::kUnset;
  std::vector<KeptStream> kept;
  Status read = engine_.read([&](Store& store) -> Status {
    auto seen = store.look_at_held();
    if (!seen.ok()) return seen.error();
    kept = std::move(seen.value().kept);
    if (!named || kept.empty()) return Done{};
    auto held = store.held(Missing::kRefuse);
    return held.ok() ? Status(Done{}) : held.error();
  });
  if (!read.ok()) return read.error();
  if (named && !kept.empty()) {
    Result<AccessGrant> granted = AccessGrant::recorded(
        disclose_, viewer, {{AccessOperation::kSearch, "", "what a law keeps", kept.size()}},
        clock_());
    if (!granted.ok()) return granted.error();
    read = engine_.read([&](Store& store) -> Status {
      auto held = store.held(Missing::kRefuse);
      if (!held.ok()) return held.error();
      auto whole = held.value()->kept();
      if (!whole.ok()) return whole.error();
      // Whoever came meanwhile is not on record.
      std::erase_if(whole.value(), [&](const KeptStream& stream) {
        return std::ranges::find(kept, stream.stream, &KeptStream::stream) == kept.end();
      });
      kept = std::move(whole).value();
      return Done{};
    });
    if (!read.ok()) return read.error();
  }
  std::string text;
  for (const KeptStream& stream : kept) text += list_line(stream, clock_(), json);
  if (!json && kept.empty()) text = "nothing is kept by law\n";
  return text;
}

Result<SubjectReads::HistoryPage> HeldService::open(std::string_view stream, const Viewer& viewer,
                                                    const HistoryMark& after) const {
  if (viewer.purpose == Purpose::kUnset || viewer.reason.empty()) {
    return Error{ErrorCode::kUsage,
                 "what a law keeps is opened for a purpose and a reason: --purpose, --reason"};
  }
  Result<StreamToken> token = find(stream);
  if (!token.ok()) return token.error();
  const auto with_stream = [&](const std::function<Status(Store&, HeldStream&)>& use) {
    return engine_.read([&](Store& store) -> Status {
      if (!store.has_held()) {
        return Error{ErrorCode::kNotFound, "nothing is kept by law of that stream"};
      }
      auto held = store.held(Missing::kRefuse);
      if (!held.ok()) return held.error();
      auto opened = HeldStream::open(store.vault(), held.value(), token.value());
      if (!opened.ok()) return opened.error();
      return use(store, *opened.value());
    });
  };
  // What is not there is not recorded as seen.
  Status there = with_stream([](Store&, HeldStream&) { return Status(Done{}); });
  if (!there.ok()) return there.error();
  Result<AccessGrant> granted = AccessGrant::recorded(
      disclose_, viewer, {{AccessOperation::kView, "held/" + to_hex(token.value().view())}},
      clock_());
  if (!granted.ok()) return granted.error();
  SubjectReads::HistoryPage page;
  Status read = with_stream([&](Store& store, HeldStream& opened) {
    return read_history(store, opened, token.value(), {}, granted.value().rights(), fill(page),
                        after);
  });
  if (!read.ok()) return read.error();
  return page;
}

Status HeldService::open_all(std::string_view stream, const Viewer& viewer,
                             const TakeHistory& take) const {
  HistoryMark after;
  for (;;) {
    auto page = open(stream, viewer, after);
    if (!page.ok()) return page.error();
    for (const HistoryItem& item : page.value().items) {
      if (!take(item)) return Done{};
      after = {item.entry.version, item.entry.chain};
    }
    if (!page.value().more) return Done{};
  }
}

Result<std::string> HeldService::release(std::string_view stream, const std::string& hold,
                                         const Viewer& viewer, bool json) const {
  Result<StreamToken> token = find(stream);
  if (!token.ok()) return token.error();
  auto done = end(engine_, {token.value(), HeldEnd::kRelease, hold, viewer.reason, viewer.account});
  if (!done.ok()) return done.error();
  return ended_line(done.value(), json);
}

Result<std::string> HeldService::expire(Expiring what, bool json) const {
  std::vector<KeptStream> due;
  Status read = engine_.read([&](Store& store) -> Status {
    auto seen = store.look_at_held();
    if (!seen.ok()) return seen.error();
    due = std::move(seen.value().kept);
    return Done{};
  });
  if (!read.ok()) return read.error();
  const Micros now = clock_();
  std::erase_if(due, [&](const KeptStream& stream) {
    return std::ranges::none_of(stream.keepings,
                                [&](const Keeping& keeping) { return over(keeping, now); });
  });
  std::string text;
  for (const KeptStream& stream : due) {
    if (what == Expiring::kTell) {
      text += list_line(stream, now, json);
      continue;
    }
    auto done = end(engine_, {stream.stream, HeldEnd::kOver, "", "retentionOver", ""});
    if (!done.ok()) return done.error();
    text += ended_line(done.value(), json);
  }
  if (!json && due.empty()) text = "no law's time is over\n";
  return text;
}

}  // namespace dangol
