// docs/EVENTS.md says of every type what the schema says.
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "events/schema_model.h"

namespace dangol {
namespace {

// Each heading of a type with the first cells of its table's rows: `contactId` *.
std::map<std::string, std::vector<std::string>> sections() {
  std::ifstream in(std::string(DANGOL_SOURCE_DIR) + "/docs/EVENTS.md");
  std::map<std::string, std::vector<std::string>> result;
  std::vector<std::string>* rows = nullptr;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("#")) rows = line.starts_with("#### `") ? &result[line] : nullptr;
    if (rows != nullptr && line.starts_with("| `")) {
      rows->push_back(line.substr(2, line.find(" |", 2) - 2));
    }
  }
  return result;
}

std::string heading(const TypeModel& type) {
  std::string text = "#### `" + type.name + "` · " + (type.decided ? "decided" : "fact") + " · ";
  bool first = true;
  for (std::size_t i = 0; i < kStreamKinds; ++i) {
    const auto kind = static_cast<StreamKind>(i);
    if (!type.accepts(kind)) continue;
    text += (first ? "" : ", ") + std::string(to_string(kind));
    first = false;
  }
  return text;
}

TEST(EventsPage, has_each_type_with_its_standing_its_streams_and_its_fields) {
  auto page = sections();
  for (const TypeModel& type : schema_model().types()) {
    const auto section = page.find(heading(type));
    ASSERT_NE(section, page.end()) << "docs/EVENTS.md lacks: " << heading(type);
    std::vector<std::string> fields;
    for (const FieldModel& field : type.data->fields) {
      if (field.kind == FieldKind::kVoid) continue;
      fields.push_back('`' + field.name + '`' + (field.required ? " *" : ""));
    }
    EXPECT_EQ(section->second, fields) << type.name;
    page.erase(section);
  }
  for (const auto& [line, rows] : page) ADD_FAILURE() << "docs/EVENTS.md has too much: " << line;
}

}  // namespace
}  // namespace dangol
