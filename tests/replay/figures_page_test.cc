// docs/FIGURES.md is what the program prints, and says what must be said.
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "replay/answers/catalogue_text.h"
#include "tests/support/files.h"

namespace dangol::test {
namespace {

TEST(FiguresPage, IsWhatTheProgramPrints) {
  const std::string printed = catalogue_page(Catalogue());
  EXPECT_TRUE(read_file(DANGOL_SOURCE_DIR "/docs/FIGURES.md") == printed)
      << "docs/FIGURES.md is not what the program prints:\n"
         "  build/release/dangol figures --markdown > docs/FIGURES.md";
}

TEST(FiguresPage, EveryFigureIsDefinedInFullAndOnce) {
  const Catalogue catalogue;
  std::set<std::pair<std::string_view, std::uint32_t>> known;
  for (const auto& figure : catalogue.figures()) {
    const FigureDefinition& definition = figure->definition();
    SCOPED_TRACE(definition.name);
    EXPECT_TRUE(known.insert({definition.name, definition.version}).second);
    EXPECT_NE(catalogue.find_projection(definition.projection), nullptr);
    for (const std::string_view text :
         {definition.title.en, definition.title.ko, definition.sentence.en, definition.sentence.ko,
          definition.period, definition.numerator, definition.source}) {
      EXPECT_FALSE(text.empty());
    }
    EXPECT_EQ(definition.denominator.empty(), !has_denominator(definition.kind));
    EXPECT_EQ(definition.sentence.en.back(), '.');
    std::set<std::string_view> keys;
    for (const GroupingKey* key : definition.keys) EXPECT_TRUE(keys.insert(key->name).second);
    for (const std::string_view name : definition.policies) {
      Policies policies;
      EXPECT_TRUE(set_policy(policies, name, "1")) << name;
    }
  }
}

}  // namespace
}  // namespace dangol::test
