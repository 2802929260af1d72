// docs/FIGURES.md, made of the catalogue.

#include <fmt/format.h>

#include "events/policies.h"
#include "replay/answers/catalogue_text.h"

namespace dangol {

namespace {

constexpr const char* kFront = R"(# Figures

What `dangol figures` can be asked. This page is written by the program: `dangol figures --markdown`
prints it, and a test compares the two.

## What a figure is

A figure is never a bare number. It is worked out, when somebody asks, from what is known of each person,
and its value follows from sets:

- the **numerator**: who or what is counted, or measured;
- the **denominator**, of shares: of whom or what; the numerator is part of it;
- the **excluded**: what was looked at and is in neither set, each with its reason.

Each member of a set is a thing (an issue, a wait, an order) or a person, with the records that decided
it: `--open numerator` lists them. Counting a set again gives the value that was shown. A share of nothing
has no value, which is not 0.

| kind | the value |
|---|---|
| share | size of the numerator / size of the denominator |
| count | size of the numerator |
| mean | sum of the measures of the numerator / its size |
| quantile | the measure at place floor(q n) of the n members of the numerator, sorted by measure, from 0 |
| sum | sum of the measures of the numerator; money of each currency by itself |
| register | none: a list of people or things that must not become a number |

Values are exact: fractions of whole numbers, and money to the last digit that was given.

)";

constexpr const char* kMiddle = R"(
## From when, and as of when

- **`--period`** chooses members by the moment that the definition names, half open: `2016-07` is July 2016,
  `2016-07-01..2016-10-01` the third quarter. Days and months begin where `--zone` says, else in UTC.
- **`--as-of`** is what was known then: the records of the log up to a moment of recording, or up to
  `#POSITION`.
- **`--happened-by`** is what had happened by then, whenever it became known.
- Both together are both. What is not over at the earliest of the two and now (`observed at`) is judged
  as it stood: a window that had not run out excludes its member as `notYetObservable`.
- A past answer names the version of the definition it was given by; `--definition` asks by an older one that
  is still there.

## Who is counted as one person

Streams that were merged are one person, as of the moment asked about, and a contact that was put down to
somebody later is theirs. A person who was forgotten stays in the sets, without a name, as long as the
facts that are left decide.

`--open` shows what stands for a person in the store. With `--purpose` it shows names, and that somebody was
shown them is on disk (`personaldata.accessed` in `access/<day>/0`) before the first line goes out.

## Policies

Windows and thresholds are events (`policy.set` in the stream `policy/main`), so what held at any past
moment is known; every answer names those it used. Until one is set, the default holds.

)";

constexpr const char* kNever = R"(
## What is never computed

How long anybody talked, worked or handled something; anything counted, timed or ranked by members of
staff; how full their time is, how well they keep to a script or a plan, what they sell besides. No key
divides by staff, and a test stretches every contact by hours and finds every figure unmoved. Exports
(`--json`, `--csv`) name no member of staff and not when they came and went. Praise may name a person; it is
not counted.

## To add a figure, touch these

1. `replay/figures/<family>.{h,cc}`: the definition in words, which becomes this page and the program's, and
   `count()`, which finds the members that one person brings.
2. If it needs facts that no projection keeps yet: the family's projection, and its version, so that
   the read model is built anew.
3. `events/policies.*`, if it needs a window or threshold of its own; `replay/catalogue.cc`, if the family is
   new.
4. `tests/replay/<family>_test.cc`: each edge case as a small history; `tests/app/figures_*_test.cc`, if public
   data decides it.
5. This page: `dangol figures --markdown > docs/FIGURES.md`.

A definition that would give other members for the same facts gets a new version; the old one may
stay beside it.

)";

const char* kind_of(const FigureDefinition& definition) {
  switch (definition.kind) {
    case FigureKind::kShare: return "share";
    case FigureKind::kCount: return "count";
    case FigureKind::kMean: return "mean";
    case FigureKind::kQuantile: return "quantile";
    case FigureKind::kSum: return "sum";
    case FigureKind::kShareOfSums: return "share";
    case FigureKind::kRegister: return "register";
  }
  return "";
}

const char* unit_of(const FigureDefinition& definition) {
  switch (definition.unit) {
    case Unit::kNone: return "";
    case Unit::kMicros: return " of a time";
    case Unit::kMoney: return " of money";
    case Unit::kDays: return " of days";
    case Unit::kScore: return " of scores";
  }
  return "";
}

// Cells and sentences must not break the page.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

std::string keys_text(const FigureDefinition& definition) {
  std::string text;
  for (const GroupingKey* key : definition.keys) {
    const bool label = key->kind == GroupingKey::Kind::kLabel;
    text += fmt::format("{}`{}{}` ({})", text.empty() ? "" : ", ", key->name, label ? ":NAME" : "",
                        key->meaning.en);
  }
  return text;
}

std::string figure_text(const FigureDefinition& definition) {
  std::string text = fmt::format("### {}\n\n**{} · {}**. {}\n\n{}\n\n", definition.name,
                                 plain(definition.title.en), plain(definition.title.ko),
                                 plain(definition.sentence.en), plain(definition.sentence.ko));
  text += fmt::format("- Kind: {}{}", kind_of(definition), unit_of(definition));
  if (definition.kind == FigureKind::kQuantile)
    text += fmt::format(", q = {}", definition.quantile);
  text += fmt::format("; version {}\n", definition.version);
  text += fmt::format("- Numerator: {}\n", plain(definition.numerator));
  if (!definition.denominator.empty()) {
    text += fmt::format("- Denominator: {}\n", plain(definition.denominator));
  }
  if (!definition.period.empty()) text += fmt::format("- Period: {}\n", plain(definition.period));
  if (definition.bars != nullptr) {
    text += fmt::format("- Always divided by: `{}` ({})\n", definition.bars->name,
                        plain(definition.bars->meaning.en));
  }
  if (!definition.keys.empty()) text += fmt::format("- Keys: {}\n", plain(keys_text(definition)));
  std::string policies;
  for (const std::string_view policy : definition.policies) {
    policies += fmt::format("{}`{}`", policies.empty() ? "" : ", ", policy);
  }
  if (!policies.empty()) text += fmt::format("- Policies: {}\n", policies);
  if (!definition.need.empty()) {
    text += fmt::format("- Sets are sorted by: {}, most first\n", plain(definition.need));
  }
  if (!definition.source.empty()) text += fmt::format("- Source: {}\n", plain(definition.source));
  for (const std::string_view edge : definition.edge_cases) {
    text += fmt::format("- {}\n", plain(edge));
  }
  return text + '\n';
}

std::string reasons_text() {
  std::string text = "| excluded as | because |\n|---|---|\n";
  for (std::size_t i = 1; i < kExclusions; ++i) {
    const auto reason = static_cast<Exclusion>(i);
    text += fmt::format("| `{}` | {} · {} |\n", to_string(reason), meaning_of(reason).en,
                        meaning_of(reason).ko);
  }
  return text;
}

std::string policies_text() {
  const Policies defaults;
  std::string text = "| policy | default | |\n|---|---|---|\n";
  for (const PolicyName& policy : policy_names()) {
    text += fmt::format("| `{}` | {} | {} · {} |\n", policy.name, defaults.*policy.value, policy.en,
                        policy.ko);
  }
  return text;
}

}  // namespace

std::string catalogue_page(const Catalogue& catalogue) {
  std::string page =
      kFront + reasons_text() + kMiddle + policies_text() + kNever + "## Catalogue\n\n";
  for (const auto& figure : catalogue.figures()) page += figure_text(figure->definition());
  page.pop_back();
  return page;
}

}  // namespace dangol
