// docs/LIMITS.md names every limit with its value of today and a test that exists. With
// DANGOL_WRITE_LIMITS=1 the values in the page are written anew.
#include <cstdlib>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/limits_table.h"
#include "tests/support/files.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;

const fs::path kSource = DANGOL_SOURCE_DIR;
const fs::path kPage = kSource / "docs/LIMITS.md";

// Cells of a row of the page's tables, without the space around them; none of any other line.
std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> all;
  if (!line.starts_with("| `")) return all;
  for (std::size_t at = 1, end; (end = line.find('|', at)) != std::string::npos; at = end + 1) {
    all.push_back(line.substr(at + 1, end - at - 2));
  }
  return all;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::map<std::string, std::vector<std::string>> rows() {
  std::map<std::string, std::vector<std::string>> all;
  for (const std::string& line : lines_of(read_file(kPage))) {
    const auto row = cells(line);
    if (row.empty()) continue;
    EXPECT_EQ(row.size(), 5U) << line;
    EXPECT_TRUE(all.emplace(row[0], row).second) << row[0] << " stands there twice";
  }
  return all;
}

// The page with the code's values.
std::string page_of_today() {
  std::string page;
  for (std::string line : lines_of(read_file(kPage))) {
    const auto row = cells(line);
    if (row.size() > 1) {
      for (const Limit& limit : limits()) {
        if (row[0] != '`' + limit.name + '`') continue;
        const std::size_t at = line.find('|', 1);
        line =
            line.substr(0, at + 1) + ' ' + limit.value + ' ' + line.substr(line.find('|', at + 1));
      }
    }
    page += line + '\n';
  }
  return page;
}

TEST(LimitsPage, HasTheValuesOfTheCode) {
  const std::string page = page_of_today();
  if (std::getenv("DANGOL_WRITE_LIMITS") != nullptr) write_file(kPage, page);
  EXPECT_EQ(read_file(kPage), page) << "DANGOL_WRITE_LIMITS=1 writes docs/LIMITS.md anew";
}

TEST(LimitsPage, HasEveryLimitAndNothingElse) {
  auto page = rows();
  for (const Limit& limit : limits()) {
    EXPECT_EQ(page.erase('`' + limit.name + '`'), 1U) << "docs/LIMITS.md lacks " << limit.name;
  }
  for (const auto& [name, row] : page) ADD_FAILURE() << "docs/LIMITS.md has too much: " << name;
}

TEST(LimitsPage, NamesATestThatExistsOrSaysWhyThereIsNone) {
  static const std::regex named("`([a-z_/]+\\.cc)`: ([A-Za-z0-9_]+)");
  for (const auto& [name, row] : rows()) {
    if (row.size() != 5 || row[4].starts_with("none: ")) continue;
    std::smatch found;
    ASSERT_TRUE(std::regex_match(row[4], found, named)) << name << ": " << row[4];
    const std::string text = read_file(kSource / "tests" / found[1].str());
    EXPECT_THAT(text, testing::HasSubstr(found[2].str())) << name;
  }
}

// Every header that holds limits.
std::vector<fs::path> limit_headers() {
  std::vector<fs::path> headers{kSource / "store/disk_space.h", kSource / "store/stream_index.h",
                                kSource / "actors/loader.h"};
  for (const char* room : {"events", "store", "actors", "replay", "client", "gateway", "app"}) {
    for (const auto& file : fs::recursive_directory_iterator(kSource / room)) {
      if (file.path().string().ends_with("limits.h")) headers.push_back(file.path());
    }
  }
  return headers;
}

// Names that a header of limits defines: constants, and fields of a struct with their defaults.
std::set<std::string> defined(const std::string& text) {
  static const std::regex constant("constexpr [A-Za-z_:0-9]+ (k[A-Z][A-Za-z]*)");
  static const std::regex field("\n  std::(?:uint32_t|size_t) ([a-z_]+) = [^;]*;");
  static const std::set<std::string> no_limits{"bytes", "kMicrosPerSecond", "kStateLimits"};
  std::set<std::string> names;
  for (const std::regex& kind : {constant, field}) {
    for (std::sregex_iterator at(text.begin(), text.end(), kind), end; at != end; ++at) {
      if (!no_limits.contains((*at)[1])) names.insert((*at)[1]);
    }
  }
  return names;
}

TEST(LimitsTable, HasEveryNameThatAHeaderOfLimitsDefines) {
  std::set<std::string> known;
  for (const Limit& limit : limits()) known.insert(limit.name);
  std::size_t names = 0;
  for (const fs::path& header : limit_headers()) {
    for (const std::string& name : defined(read_file(header))) {
      ++names;
      EXPECT_TRUE(known.contains(name)) << header << ": " << name;
    }
  }
  EXPECT_EQ(names, limits().size()) << "the table has a name that no header defines";
}

}  // namespace
}  // namespace dangol::test
