#include "replay/answers/catalogue_text.h"

#include <fmt/format.h>

#include "replay/answers/json_string.h"

namespace dangol {

namespace {

const char* kind_name(FigureKind kind) {
  switch (kind) {
    case FigureKind::kShare: return "share";
    case FigureKind::kCount: return "count";
    case FigureKind::kMean: return "mean";
    case FigureKind::kQuantile: return "quantile";
    case FigureKind::kSum: return "sum";
    case FigureKind::kShareOfSums: return "shareOfSums";
    case FigureKind::kRegister: return "register";
  }
  return "";
}

std::string both(const Bilingual& text) {
  return fmt::format("{{\"en\":{},\"ko\":{}}}", json_string(text.en), json_string(text.ko));
}

template <class Items, class Write>
std::string list_of(const Items& items, const Write& write) {
  std::string out = "[";
  for (const auto& item : items) out += (out.size() == 1 ? "" : ",") + write(item);
  return out + "]";
}

}  // namespace

std::string catalogue_text(const Catalogue& catalogue, Language language) {
  const bool korean = language == Language::kKorean;
  std::string text;
  for (const auto& figure : catalogue.figures()) {
    const FigureDefinition& definition = figure->definition();
    if (catalogue.find(definition.name) != figure.get()) continue;  // an older definition
    text += fmt::format("{}: {}\n    {}\n", definition.name,
                        korean ? definition.title.ko : definition.title.en,
                        korean ? definition.sentence.ko : definition.sentence.en);
  }
  return text;
}

std::string catalogue_json(const Catalogue& catalogue) {
  std::string text;
  for (const auto& figure : catalogue.figures()) {
    const FigureDefinition& definition = figure->definition();
    text += fmt::format(
        "{{\"name\":{},\"definitionVersion\":{},\"kind\":\"{}\",\"title\":{},\"sentence\":{},"
        "\"period\":{},\"numerator\":{},\"denominator\":{},\"source\":{}",
        json_string(definition.name), definition.version, kind_name(definition.kind),
        both(definition.title), both(definition.sentence), json_string(definition.period),
        json_string(definition.numerator),
        definition.denominator.empty() ? "null" : json_string(definition.denominator),
        json_string(definition.source));
    text += fmt::format(
        ",\"edgeCases\":{},\"keys\":{},\"bars\":{},\"policies\":{}}}\n",
        list_of(definition.edge_cases, [](std::string_view item) { return json_string(item); }),
        list_of(definition.keys, [](const GroupingKey* key) { return json_string(key->name); }),
        definition.bars == nullptr ? "null" : json_string(definition.bars->name),
        list_of(definition.policies, [](std::string_view item) { return json_string(item); }));
  }
  return text;
}

}  // namespace dangol
