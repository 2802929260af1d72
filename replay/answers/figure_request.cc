#include "replay/answers/figure_request.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "events/utf8.h"
#include "replay/answers/figure_period.h"
#include "replay/as_of.h"

namespace dangol {

namespace {

constexpr std::size_t kShownBytes = 64;

Error wrong(std::string_view option, std::string_view text, std::string_view why) {
  return {ErrorCode::kUsage,
          fmt::format("{} '{}': {}", option, shown_text(text, kShownBytes), why)};
}

Result<const Figure*> find_figure(const Catalogue& catalogue, const FigureAsking& asked) {
  const Figure* newest = catalogue.find(asked.figure);
  if (newest == nullptr) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("there is no figure '{}'; dangol figures lists them",
                             shown_text(asked.figure, kShownBytes))};
  }
  if (asked.definition.empty()) return newest;
  std::uint32_t version = 0;
  const char* end = asked.definition.data() + asked.definition.size();
  const auto read = std::from_chars(asked.definition.data(), end, version);
  if (read.ec == std::errc() && read.ptr == end && version > 0) {
    if (const Figure* figure = catalogue.find(asked.figure, version)) return figure;
  }
  std::string shipped;
  for (const auto& figure : catalogue.figures()) {
    if (figure->definition().name != asked.figure) continue;
    shipped += fmt::format("{}{}", shipped.empty() ? "" : ", ", figure->definition().version);
  }
  return wrong("--definition", asked.definition,
               fmt::format("of {} there is {}", asked.figure, shipped));
}

std::string keys_of(const FigureDefinition& definition) {
  std::string keys;
  for (const GroupingKey* key : definition.keys) {
    keys += fmt::format("{}{}{}", keys.empty() ? "" : ", ", key->name,
                        key->kind == GroupingKey::Kind::kLabel ? ":NAME" : "");
  }
  return keys.empty() ? "nothing" : keys;
}

Status read_key(FigureRequest& request) {
  const std::string& by = request.asked.by;
  if (by.empty()) return Done{};
  const std::size_t colon = by.find(':');
  const std::string name = by.substr(0, colon);
  for (const GroupingKey* key : request.definition().keys) {
    if (key->name != name) continue;
    const bool labelled = key->kind == GroupingKey::Kind::kLabel;
    if (labelled != (colon != std::string::npos) || (labelled && colon + 1 == by.size())) break;
    request.by = key;
    if (labelled) request.label = by.substr(colon + 1);
    return Done{};
  }
  return wrong("--by", by,
               fmt::format("{} can be divided by {}", request.definition().name,
                           keys_of(request.definition())));
}

Status read_moments(FigureRequest& request) {
  const FigureAsking& asked = request.asked;
  Result<std::int16_t> zone = parse_zone(asked.zone);
  if (!zone.ok()) return zone.error();
  request.offset = zone.value();
  request.zone = asked.zone;
  Result<Period> period = parse_period(asked.period, asked.zone);
  if (!period.ok()) return period.error();
  request.period = period.value();
  if (!asked.happened_by.empty()) {
    Result<Micros> moment = parse_moment(asked.happened_by, asked.zone, "--happened-by");
    if (!moment.ok()) return moment.error();
    request.happened_by = moment.value();
  }
  if (asked.as_of.empty()) return Done{};
  if (asked.as_of.starts_with('#') || asked.as_of.starts_with("0:")) {
    Result<AsOf> position = parse_as_of(asked.as_of);
    if (!position.ok()) return position.error();
    request.as_of_position = position.value().position;
    return Done{};
  }
  if (asked.as_of.starts_with('@')) {
    return wrong("--as-of", asked.as_of,
                 "a version is of one stream; give a time, a day or #POSITION");
  }
  Result<Micros> moment = parse_moment(asked.as_of, asked.zone, "--as-of");
  if (!moment.ok()) return moment.error();
  request.as_of_time = moment.value();
  return Done{};
}

// Every set that the figure can have, in the order in which they are shown.
std::vector<FigureSet> sets_of(const FigureDefinition& definition) {
  std::vector<FigureSet> sets = {{Part::kNumerator, Exclusion::kNone}};
  if (has_denominator(definition.kind)) sets.push_back({Part::kDenominator, Exclusion::kNone});
  for (std::size_t reason = 1; reason < kExclusions; ++reason) {
    sets.push_back({Part::kExcluded, static_cast<Exclusion>(reason)});
  }
  return sets;
}

Status read_sets(FigureRequest& request) {
  std::string open = request.asked.open;
  if (open.empty()) return Done{};
  constexpr std::string_view kExcluded = "excluded:";
  if (open.starts_with(kExcluded)) open = open.substr(kExcluded.size());
  for (const FigureSet& set : sets_of(request.definition())) {
    const bool excluded = set.part == Part::kExcluded;
    const std::string_view name = excluded                       ? to_string(set.reason)
                                  : set.part == Part::kNumerator ? "numerator"
                                                                 : "denominator";
    if (open == name || open == "all" || (open == "excluded" && excluded)) {
      request.open.push_back(set);
    }
  }
  if (!request.open.empty()) return Done{};
  if (open == "denominator") {
    return wrong("--open", open, fmt::format("{} divides nothing", request.definition().name));
  }
  std::string reasons;
  for (std::size_t reason = 1; reason < kExclusions; ++reason) {
    reasons += fmt::format(", {}", to_string(static_cast<Exclusion>(reason)));
  }
  return wrong("--open", open,
               "give numerator, denominator, excluded, all, or a reason: " + reasons.substr(2));
}

Status read_purpose(FigureRequest& request) {
  const std::string& purpose = request.asked.purpose;
  if (purpose.empty()) return Done{};
  std::string known;
  for (std::size_t i = 1; i < kPurposes; ++i) {
    const auto candidate = static_cast<Purpose>(i);
    if (purpose == to_string(candidate)) request.purpose = candidate;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", to_string(candidate));
  }
  if (request.purpose) return Done{};
  return wrong("--purpose", purpose, "give one of " + known);
}

Status agree(const FigureRequest& request) {
  const FigureAsking& asked = request.asked;
  const bool divided = request.by != nullptr || request.definition().bars != nullptr;
  const auto needs = [](std::string_view option, std::string_view what) {
    return Error{ErrorCode::kUsage, fmt::format("{} needs {}", option, what)};
  };
  if (!asked.purpose.empty() && asked.open.empty()) return needs("--purpose", "--open");
  if (!asked.group.empty() && !divided) return needs("--group", "--by");
  if (asked.form == FigureForm::kPlot) {
    if (!asked.open.empty()) return needs("--plot", "the figure closed, without --open");
    if (!divided) return needs("--plot", "--by, or a figure with bars");
    if (request.definition().kind == FigureKind::kRegister) {
      return needs("--plot", "a figure with a value; a register has none");
    }
  }
  return Done{};
}

}  // namespace

bool FigureRequest::opens(const FigureSet& set) const {
  return std::find(open.begin(), open.end(), set) != open.end();
}

Result<FigureRequest> read_request(const Catalogue& catalogue, const FigureAsking& asked) {
  for (const std::string* text :
       {&asked.figure, &asked.definition, &asked.by, &asked.period, &asked.zone, &asked.as_of,
        &asked.happened_by, &asked.open, &asked.group, &asked.purpose, &asked.account, &asked.from,
        &asked.reason}) {
    if (!is_utf8(*text)) return Error{ErrorCode::kUsage, "what was asked is not valid UTF-8"};
  }
  FigureRequest request;
  request.asked = asked;
  Result<const Figure*> figure = find_figure(catalogue, asked);
  if (!figure.ok()) return figure.error();
  request.figure = figure.value();
  for (Status (*step)(FigureRequest&) : {read_key, read_moments, read_sets, read_purpose}) {
    if (Status done = step(request); !done.ok()) return done.error();
  }
  if (Status done = agree(request); !done.ok()) return done.error();
  return request;
}

}  // namespace dangol
