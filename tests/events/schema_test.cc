// The schema keeps its own promises: every field marked, every declaration explained, nobody timed.
#include <algorithm>
#include <cctype>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <capnp/schema.h>
#include <gtest/gtest.h>

#include "events/event.capnp.h"
#include "events/schema_model.h"

namespace dangol {
namespace {

constexpr std::uint64_t kMarks[] = {0xa2d3f7f0c5f6b201, 0xa2d3f7f0c5f6b202, 0xa2d3f7f0c5f6b203};

// Reports every wrongly marked field that can be reached from a struct.
class MarkCheck {
 public:
  void check(capnp::StructSchema schema) {
    if (!seen_.insert(schema.getProto().getId()).second) return;
    for (auto field : schema.getFields()) check(schema, field);
  }
  std::vector<std::string> found;

 private:
  void check(capnp::StructSchema schema, capnp::StructSchema::Field field) {
    auto proto = field.getProto();
    const auto marks = std::count_if(
        proto.getAnnotations().begin(), proto.getAnnotations().end(), [](auto annotation) {
          return std::find(std::begin(kMarks), std::end(kMarks), annotation.getId()) !=
                 std::end(kMarks);
        });
    capnp::Type type = field.getType();
    if (type.isList()) type = type.asList().getElementType();
    const bool is_private =
        type.isStruct() && type.asStruct().getShortDisplayName() == kj::StringPtr("Private");
    const bool nested = type.isStruct() && !is_private;
    if (marks != (nested ? 0 : 1)) {
      found.push_back(std::string(schema.getShortDisplayName().cStr()) + "." +
                      proto.getName().cStr());
    }
    if (type.isStruct()) check(type.asStruct());
  }

  std::set<std::uint64_t> seen_;
};

TEST(Schema, marks_every_leaf_field_as_fact_token_or_private_and_as_only_one) {
  MarkCheck marks;
  marks.check(capnp::Schema::from<schema::Event>());
  EXPECT_EQ(marks.found, std::vector<std::string>{});
}

TEST(Schema, keeps_marks_and_types_in_step) {
  for (const TypeModel& type : schema_model().types()) {
    for (const FieldModel& field : type.data->fields) {
      EXPECT_EQ(field.mark == Mark::kToken, field.kind == FieldKind::kToken) << field.name;
      EXPECT_EQ(field.mark == Mark::kPrivate, field.kind == FieldKind::kPrivate) << field.name;
    }
  }
}

TEST(Schema, gives_every_type_a_rule_and_a_name_of_its_own) {
  std::set<std::string> names;
  for (const TypeModel& type : schema_model().types()) {
    EXPECT_NE(type.streams, 0) << type.name;
    EXPECT_TRUE(names.insert(type.name).second) << type.name;
    EXPECT_EQ(std::count(type.name.begin(), type.name.end(), '.'), 1) << type.name;
    EXPECT_TRUE(std::all_of(type.name.begin(), type.name.end(), [](char c) {
      return c == '.' || std::islower(c) != 0;
    })) << type.name;
  }
  EXPECT_EQ(names.size(), 80U);
}

TEST(Schema, begins_every_enum_with_unset) {
  for (const TypeModel& type : schema_model().types()) {
    for (const FieldModel& field : type.data->fields) {
      if (field.kind != FieldKind::kEnum) continue;
      EXPECT_EQ(field.values->at(0), "unset") << field.name;
    }
  }
}

// ---- the source text ----

std::vector<std::string> lines_of(const std::string& file) {
  std::ifstream in(std::string(DANGOL_SOURCE_DIR) + "/events/" + file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(' ');
  return begin == std::string::npos ? ""
                                    : text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
}

struct Declaration {
  std::string name;     // `struct Money`, `Money.minor`
  std::string comment;  // all of it, in lower case
};

// Reads declarations line by line: struct, enum, annotation, field, enum value, union member. The
// comment of one stands behind it on its line or on the lines that follow.
std::vector<Declaration> declarations(const std::string& file) {
  std::vector<Declaration> result;
  std::vector<std::string> lines = lines_of(file);
  std::string around;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::string line = trimmed(lines[i]);
    std::istringstream words(line);
    std::string first, second;
    words >> first >> second;
    Declaration declaration;
    if (first == "struct" || first == "enum") {
      around = second.substr(0, second.find('('));
      declaration.name = first + " " + around;
    } else if (first == "annotation" || first == "const") {
      declaration.name = first + " " + second;
    } else if (second.starts_with("@")) {
      declaration.name = around + "." + first;
    } else {
      continue;
    }
    auto take = [&](const std::string& text) {
      if (auto at = text.find('#'); at != std::string::npos) declaration.comment += text.substr(at);
    };
    take(line);
    while (lines[i].find(';') == std::string::npos && lines[i].find('{') == std::string::npos) {
      take(lines[++i]);
    }
    while (i + 1 < lines.size() && trimmed(lines[i + 1]).starts_with("#")) take(lines[++i]);
    for (char& c : declaration.comment) c = static_cast<char>(std::tolower(c));
    result.push_back(declaration);
  }
  return result;
}

class SchemaText : public testing::TestWithParam<const char*> {};

TEST_P(SchemaText, explains_every_declaration) {
  const auto all = declarations(GetParam());
  ASSERT_GT(all.size(), 10U);
  for (const Declaration& declaration : all) {
    EXPECT_GT(declaration.comment.size(), 3U) << declaration.name << " has no comment";
  }
}

// Whether a name or comment speaks of the time somebody talked, worked or handled something.
bool means_time_spent(const Declaration& declaration) {
  std::string name = declaration.name;
  if (name == "Time.offsetMinutes") return false;  // of a clock
  for (char& c : name) c = static_cast<char>(std::tolower(c));
  for (const char* word : {"duration", "elapsedtime", "seconds", "minutes", "hours", "handletime",
                           "talktime", "worktime", "wraptime", "servicetime", "timespent"}) {
    if (name.find(word) != std::string::npos) return true;
  }
  for (const char* phrase : {"duration", "time spent", "elapsed time", "handling time", "talk time",
                             "time talking", "time worked", "how long it took"}) {
    if (declaration.comment.find(phrase) != std::string::npos &&
        declaration.comment.find("never a time spent") == std::string::npos) {
      return true;
    }
  }
  return false;
}

TEST_P(SchemaText, has_no_field_for_time_spent_talking_working_or_handling) {
  for (const Declaration& declaration : declarations(GetParam())) {
    EXPECT_FALSE(means_time_spent(declaration)) << declaration.name;
  }
}

TEST(SchemaTextCheck, sees_a_time_spent_in_a_name_and_in_a_comment) {
  EXPECT_TRUE(means_time_spent({"ContactEnded.talkSeconds", "# of the call"}));
  EXPECT_TRUE(means_time_spent({"ContactEnded.n", "# handling time of the agent"}));
  EXPECT_FALSE(means_time_spent({"ContactEnded.reason", "# why, as a code"}));
}

INSTANTIATE_TEST_SUITE_P(Files, SchemaText,
                         testing::Values("annotations.capnp", "event.capnp", "record.capnp"),
                         [](const auto& info) {
                           std::string name = info.param;
                           return name.substr(0, name.find('.'));
                         });

}  // namespace
}  // namespace dangol
