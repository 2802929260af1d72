#include "gateway/forget_service.h"

#include <optional>
#include <set>
#include <vector>

#include <fmt/format.h>

#include "events/clock.h"
#include "events/time_text.h"
#include "gateway/limits.h"
#include "replay/answers/json_string.h"

namespace dangol {

namespace {

std::string day(Micros at) {
  return format_full_time({at, 0, TimePrecision::kMicro}).substr(0, 10);
}

std::string versions_text(const std::vector<Version>& versions) {
  std::string text;
  for (Version version : versions)
    text += fmt::format("{}@{}", text.empty() ? "" : " ", version.value());
  return text;
}

// How far it is gone when it is done. `final` comes later, by `dangol vault rotate`.
enum class ErasedState : std::uint8_t {
  kNone,     // nothing was done
  kRemoved,  // words of single events are out of the files, and their key stays for other words
  kFenced,   // keys are destroyed, and an older copy of the vault has them
};
ErasedState state_of(const ForgetAsking& asked, const ForgetPlan& plan) {
  if (asked.dry_run) return ErasedState::kNone;
  return plan.streams().empty() ? ErasedState::kRemoved : ErasedState::kFenced;
}
const char* as_json(ErasedState state) {
  switch (state) {
    case ErasedState::kNone: return "null";
    case ErasedState::kRemoved: return R"("removed")";
    case ErasedState::kFenced: return R"("fenced")";
  }
  return "null";
}

std::string as_text(const ForgetAsking& asked, const ForgetPlan& plan, const Mentions& mentions) {
  const char* done = asked.dry_run ? "would be erased" : "erased";
  std::string text;
  for (const PlannedErasure& one : plan.erasures) {
    const bool whole = one.versions.empty();
    text += fmt::format("{}: {} of {} record{} {}\n", one.subject, one.with_words, one.records,
                        one.records == 1 ? " has words that are" : "s have words that are", done);
    if (whole) {
      text += fmt::format("  {} key{} destroyed, and who stands behind the stream\n",
                          one.keys.size(), one.keys.size() == 1 ? "" : "s");
    } else {
      text += fmt::format("  only of {}\n", versions_text(one.versions));
    }
    for (const Keeping& keeping : one.kept) {
      text += fmt::format("  kept apart until {}: {} ({})\n", day(keeping.until),
                          to_string(keeping.purpose), keeping.law);
    }
    for (const std::string& story : one.stories)
      text += fmt::format("  story {} withdrawn\n", story);
  }
  if (plan.of_others > 0) {
    text +=
        fmt::format("{} of these records are about contacts that were put down to somebody else\n",
                    plan.of_others);
  }
  for (const Mention& mention : mentions.found) {
    text += fmt::format("look at {} @{} {}: it names the person\n",
                        mention.subject.empty() ? "(erased)" : mention.subject,
                        mention.version.value(), mention.type);
  }
  switch (state_of(asked, plan)) {
    case ErasedState::kNone: break;
    case ErasedState::kRemoved:
      text += "removed: an older copy of the log still has the words, and their key stays\n";
      break;
    case ErasedState::kFenced:
      text += "fenced: an older copy of the vault still opens, until dangol vault rotate\n";
      break;
  }
  if (mentions.further > 0)
    text += fmt::format("and {} more records of others\n", mentions.further);
  return text;
}

std::string as_json(const ForgetAsking& asked, const ForgetPlan& plan, const Mentions& mentions) {
  const auto list = [](const auto& items, const auto& one) {
    std::string text;
    for (const auto& item : items) text += (text.empty() ? "" : ",") + one(item);
    return "[" + text + "]";
  };
  const auto erasure = [&](const PlannedErasure& one) {
    return fmt::format(
        R"({{"subject":{},"versions":{},"records":{},"withWords":{},"wordsKept":{},"keys":{},)"
        R"("kept":{},"stories":{}}})",
        json_string(one.subject),
        list(one.versions, [](Version version) { return fmt::format("\"{}\"", version.value()); }),
        one.records, one.with_words, one.words_kept, one.keys.size(),
        list(one.kept,
             [](const Keeping& keeping) {
               return fmt::format(R"({{"purpose":"{}","law":{},"until":"{}"}})",
                                  to_string(keeping.purpose), json_string(keeping.law),
                                  day(keeping.until));
             }),
        list(one.stories, [](const std::string& story) { return json_string(story); }));
  };
  const auto mention = [](const Mention& one) {
    return fmt::format(R"({{"subject":{},"version":"{}","type":"{}"}})",
                       one.subject.empty() ? "null" : json_string(one.subject), one.version.value(),
                       one.type);
  };
  return fmt::format(
      R"({{"done":{},"state":{},"erasures":{},"ofOthers":{},"mentions":{},"furtherMentions":{}}})"
      "\n",
      asked.dry_run ? "false" : "true", as_json(state_of(asked, plan)),
      list(plan.erasures, erasure), plan.of_others, list(mentions.found, mention),
      mentions.further);
}

// Who is named beside the one who was asked for. The record does not name that one again: it stays when
// the person is forgotten.
std::vector<Disclosure> others_named(const ForgetAsking& asked, const ForgetPlan& plan,
                                     const Mentions& mentions) {
  std::set<std::string> others;
  for (const PlannedErasure& one : plan.erasures) others.insert(one.subject);
  for (const Mention& mention : mentions.found) others.insert(mention.subject);
  others.erase(asked.request.subject);
  others.erase("");
  // Who looked at the person's data is somebody's work, and the day's stream is nobody.
  std::erase_if(others, [](const std::string& subject) { return subject.starts_with("access/"); });
  if (others.empty()) return {};
  return {
      {AccessOperation::kView, "", "who is named with somebody to be forgotten", others.size()}};
}

}  // namespace

Result<std::string> forget_and_tell(const ForgetAsking& asked, const WithStore& store,
                                    const Disclose& disclose, const Forgetting& forget) {
  std::optional<ForgetPlan> plan;
  Status planned = store([&](Store& open) -> Status {
    auto would = plan_forgetting(open, asked.request, system_clock()());
    if (!would.ok()) return would.error();
    plan = std::move(would).value();
    return Done{};
  });
  if (!planned.ok()) return planned.error();
  // Before it is done: afterwards the tokens still stand in others' records, and lead nowhere.
  Mentions mentions;
  for (std::optional<Position> from = Position(); from && !plan->streams().empty();) {
    Status read = store([&](Store& open) -> Status {
      auto next = find_mentions(open, plan->streams(), *from, kMentionStepRecords, mentions);
      if (!next.ok()) return next.error();
      from = next.value();
      return Done{};
    });
    if (!read.ok()) return read.error();
  }
  const std::vector<Disclosure> named = others_named(asked, *plan, mentions);
  if (!named.empty()) {
    Status recorded = disclose(asked.viewer, named, system_clock()());
    if (!recorded.ok()) return recorded.error();
  }
  if (!asked.dry_run) {
    auto done = forget(asked.request);
    if (!done.ok()) return done.error();
    plan = std::move(done).value();
  }
  return asked.json ? as_json(asked, *plan, mentions) : as_text(asked, *plan, mentions);
}

}  // namespace dangol
