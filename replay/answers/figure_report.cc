#include "replay/answers/figure_report.h"

#include <algorithm>
#include <span>
#include <tuple>
#include <unordered_set>

#include <fmt/format.h>

#include "events/schema_model.h"
#include "events/utf8.h"
#include "replay/answers/figure_names.h"
#include "replay/answers/figure_period.h"
#include "replay/limits.h"

namespace dangol {

namespace {

bool needs_record(const GroupingKey* key) {
  return key != nullptr &&
         (key->kind == GroupingKey::Kind::kText || key->kind == GroupingKey::Kind::kLabel ||
          key->kind == GroupingKey::Kind::kProblemKey);
}

std::optional<std::string> enum_text(const GroupingKey& key, std::uint64_t value) {
  const TypeModel* type = schema_model().find_type(key.type);
  const FieldModel* field = type == nullptr ? nullptr : type->data->find(key.field);
  if (value == 0) return std::nullopt;
  if (field == nullptr || field->values == nullptr || value >= field->values->size()) {
    return fmt::format("{}", value);
  }
  return (*field->values)[value];
}

std::optional<std::string> text_of(const GroupingKey* key, std::uint64_t value,
                                   std::span<const RecordNames> records) {
  if (key == nullptr) return std::nullopt;
  const auto number = static_cast<std::int64_t>(value);
  switch (key->kind) {
    case GroupingKey::Kind::kEnum: return enum_text(*key, value);
    case GroupingKey::Kind::kNumber: return fmt::format("{}", number);
    case GroupingKey::Kind::kDay: return day_text(number);
    case GroupingKey::Kind::kMonth: return month_text(number);
    case GroupingKey::Kind::kText:
    case GroupingKey::Kind::kLabel:
    case GroupingKey::Kind::kProblemKey: break;
  }
  if (value == 0) return std::nullopt;
  for (const RecordNames& record : records) {
    auto text = key->kind == GroupingKey::Kind::kProblemKey ? record.problem_of(value)
                                                            : record.text_of(value);
    if (text) return text;
  }
  // No record has it: still a name of its own, equal for equal groups.
  return fmt::format("~{:016x}", value);
}

// The texts of some groups, from one reading of their records.
Status name_groups(Store& store, const FigureRequest& request, std::span<const FigureGroup> from,
                   std::span<ReportGroup> into) {
  const GroupingKey* bars = request.definition().bars;
  const bool reads = needs_record(request.by) || needs_record(bars);
  std::vector<Position> wanted;
  for (const FigureGroup& group : from) {
    for (const Position position : group.example) {
      if (reads && position != kNoPosition) wanted.push_back(position);
    }
  }
  std::vector<LogRecord> found;
  if (!wanted.empty()) {
    auto read = store.log().get(PartitionId(0), wanted, ReadWords::kNo);
    if (!read.ok()) return read.error();
    found = std::move(read).value();
  }
  std::size_t next = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::vector<RecordNames> records;
    for (const Position position : from[i].example) {
      if (!reads || position == kNoPosition) continue;
      Result<RecordNames> record = RecordNames::read(found[next++].core);
      if (!record.ok()) return record.error();
      records.push_back(std::move(record).value());
    }
    into[i].group = text_of(request.by, from[i].group, records);
    into[i].bar = text_of(bars, from[i].bar, records);
    into[i].group_number = static_cast<std::int64_t>(from[i].group);
    into[i].bar_number = static_cast<std::int64_t>(from[i].bar);
  }
  return Done{};
}

// In order of number where the key has one, of text otherwise; what has no text comes last.
auto place_of(const GroupingKey* key, const std::optional<std::string>& text, std::int64_t number) {
  const bool by_text = key == nullptr || needs_record(key);
  return std::make_tuple(by_text && !text, by_text ? 0 : number, text.value_or(""));
}

bool is_asked(const FigureRequest& request, const ReportGroup& group) {
  if (request.asked.group.empty()) return true;
  return (request.by != nullptr ? group.group : group.bar).value_or("-") == request.asked.group;
}

// A set stands in a group's members as one run: they are sorted by part, then by reason.
std::span<const Member> run_of(const FigureGroup& group, const FigureSet& set) {
  const auto begin = group.members.begin(), end = group.members.end();
  const auto first = std::partition_point(begin, end, [&](const Member& member) {
    if (set.part == Part::kExcluded) {
      return std::tie(member.part, member.reason) < std::tie(set.part, set.reason);
    }
    return false;
  });
  const auto last = std::partition_point(first, end, [&](const Member& member) {
    if (set.part == Part::kExcluded) {
      return std::tie(member.part, member.reason) <= std::tie(set.part, set.reason);
    }
    return member.part <= set.part;
  });
  return {first, last};
}

void add_sets(const FigureGroup& from, FigureReport& report, ReportGroup& into) {
  const auto add = [&](FigureSet set, std::uint64_t size) {
    ReportSet shown{set, size, report.request.opens(set), report.members.size(), 0};
    if (shown.opened) {
      std::span<const Member> run = run_of(from, set);
      if (const std::uint64_t limit = report.request.asked.limit; limit > 0 && limit < run.size()) {
        run = run.first(limit);
      }
      shown.shown = run.size();
      report.members.insert(report.members.end(), run.begin(), run.end());
    }
    into.sets.push_back(shown);
  };
  const Tally& tally = from.tally;
  add({Part::kNumerator, Exclusion::kNone}, tally.numerator);
  if (has_denominator(report.definition().kind)) {
    add({Part::kDenominator, Exclusion::kNone}, tally.denominator);
  }
  for (std::size_t reason = 1; reason < kExclusions; ++reason) {
    if (tally.excluded[reason] == 0) continue;
    add({Part::kExcluded, static_cast<Exclusion>(reason)}, tally.excluded[reason]);
  }
}

Error no_group(const FigureReport& report, const std::vector<ReportGroup>& named,
               const std::vector<std::size_t>& order) {
  std::string known;
  std::size_t count = 0;
  for (const std::size_t i : order) {
    const ReportGroup& group = named[i];
    if (++count > kGroupsNamed) {
      known += ", ...";
      break;
    }
    const auto& text = report.request.by != nullptr ? group.group : group.bar;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", text.value_or("-"));
  }
  return {ErrorCode::kNotFound,
          fmt::format("--group '{}': there is {}", shown_text(report.request.asked.group, 64),
                      known.empty() ? "none" : known)};
}

}  // namespace

std::string FigureReport::currency_of(const ReportGroup& group) const {
  if (definition().unit != Unit::kMoney) return {};
  if (definition().bars != nullptr && definition().bars->name == "currency") {
    return group.bar.value_or("");
  }
  if (request.by != nullptr && request.by->name == "currency") return group.group.value_or("");
  return {};
}

std::uint64_t FigureReport::persons() const {
  std::unordered_set<StreamToken, Bytes16Hasher> persons;
  for (const Member& member : members) persons.insert(member.person);
  return persons.size();
}

Result<FigureReport> make_report(const WithStore& store, FigureRequest request, FigureMoment moment,
                                 FigureAnswer answer) {
  FigureReport report;
  report.request = std::move(request);
  report.moment = moment;
  std::vector<ReportGroup> named(answer.groups.size());
  for (std::size_t at = 0; at < named.size(); at += kGroupsNamedAtOnce) {
    const std::size_t count = std::min(kGroupsNamedAtOnce, named.size() - at);
    Status done = store([&](Store& open) {
      return name_groups(open, report.request, std::span(answer.groups).subspan(at, count),
                         std::span(named).subspan(at, count));
    });
    if (!done.ok()) return done.error();
  }
  std::vector<std::size_t> order(named.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto place = [&](std::size_t i) {
    const ReportGroup& group = named[i];
    return std::tuple_cat(place_of(report.definition().bars, group.bar, group.bar_number),
                          place_of(report.request.by, group.group, group.group_number));
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
  for (const std::size_t i : order) {
    if (!is_asked(report.request, named[i])) continue;
    ReportGroup group = named[i];
    group.value = answer.groups[i].value;
    add_sets(answer.groups[i], report, group);
    group.tally = std::move(answer.groups[i].tally);
    group.tally.measures.clear();
    report.groups.push_back(std::move(group));
  }
  if (report.groups.empty() && !report.request.asked.group.empty()) {
    return no_group(report, named, order);
  }
  return report;
}

}  // namespace dangol
