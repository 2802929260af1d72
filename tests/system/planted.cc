#include "tests/system/planted.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "events/json_check.h"
#include "events/schema_model.h"

namespace dangol::test {

namespace {

// Replaces values in a JSON text, found by its fields' models.
class Planter {
 public:
  explicit Planter(const std::string& text) : text_(text) {
    const Status read = tape_.read(text_);
    EXPECT_TRUE(read.ok()) << text;
  }

  // The value of a member of the object that begins at `object`; 0: there is none.
  std::uint32_t member(std::uint32_t object, std::string_view name) {
    std::string scratch;
    for (std::uint32_t at = object + 1; at < tape_[object].next; at = tape_[at + 1].next) {
      if (tape_.string(tape_[at], scratch) == name) return at + 1;
    }
    return 0;
  }
  void put(std::uint32_t at, const std::string& value) {
    edits_.push_back({tape_[at].begin, tape_[at].end, value});
  }
  void plant(std::uint32_t object, const StructModel& model, const std::string& path) {
    for (const FieldModel& field : model.fields) {
      const std::uint32_t value = field.kind == FieldKind::kVoid ? 0 : member(object, field.name);
      if (value == 0) continue;
      if (!field.list) {
        plant_value(value, field, path + field.name);
        continue;
      }
      for (std::uint32_t item = value + 1; item < tape_[value].next; item = tape_[item].next) {
        plant_value(item, field, path + field.name);
      }
    }
  }
  int planted() const { return static_cast<int>(edits_.size()); }
  std::string text() {
    std::sort(edits_.begin(), edits_.end(),
              [](const Edit& a, const Edit& b) { return a.begin > b.begin; });
    std::string all = text_;
    for (const Edit& edit : edits_) all.replace(edit.begin, edit.end - edit.begin, edit.value);
    return all;
  }

 private:
  struct Edit {
    std::size_t begin, end;
    std::string value;
  };
  void plant_value(std::uint32_t at, const FieldModel& field, const std::string& path) {
    if (field.kind == FieldKind::kStruct) return plant(at, *field.structure, path + "-");
    if (field.mark == Mark::kPrivate) put(at, fmt::format("the {} words of {}", kPlanted, path));
    if (field.mark != Mark::kToken) return;
    switch (field.scope) {
      case TokenScope::kSubject: return put(at, fmt::format("customer/{}-other", kPlanted));
      // Some must be known on the stream.
      case TokenScope::kEvent: return put(at, fmt::format("{}-own", kPlanted));
      // Who writes of a contact was in it.
      case TokenScope::kStaff:
        return put(at, fmt::format("{}-{}", kPlanted, field.name == "agentId" ? "by" : path));
      case TokenScope::kStream:
      case TokenScope::kCustomer:
      case TokenScope::kActor: return put(at, fmt::format("{}-{}", kPlanted, path));
    }
  }

  const std::string text_;
  JsonTape tape_;
  std::vector<Edit> edits_;
};

PlantedEvent plant(const std::string& line) {
  Planter planter(line);
  std::string scratch;
  const auto text_of = [&](std::string_view name) {
    JsonTape tape;
    EXPECT_TRUE(tape.read(line).ok());
    return std::string(tape.string(tape[planter.member(0, name)], scratch));
  };
  PlantedEvent event;
  event.type = text_of("type");
  const TypeModel* type = schema_model().find_type(event.type);
  if (type == nullptr) {
    ADD_FAILURE() << "no type " << event.type;
    return event;
  }
  planter.plant(planter.member(0, "data"), *type->data, "");
  event.fields = planter.planted();
  const std::string subject = text_of("subject");
  const std::string kind = subject.substr(0, subject.find('/'));
  planter.put(planter.member(0, "id"), fmt::format("{}-{}", kPlanted, event.type));
  // Of the log's own streams there is one, and the months of the policies are no persons.
  if (kind != "policy" && kind != "heads" && kind != "access") {
    planter.put(planter.member(0, "subject"), fmt::format("{}/{}", kind, kPlanted));
  }
  if (const auto actor = planter.member(0, "actorid"); actor != 0) {
    planter.put(actor, fmt::format("{}-actor", kPlanted));
  }
  // Words are held for what the schema says of each, and not all of them for one purpose; a note of a
  // protected kind would need a consent.
  event.json = planter.text() + "\n";
  for (const auto& [what, instead] :
       {std::pair(R"("purpose":"[a-z]*",(?="data":))", ""),
        std::pair(R"("sensitive":"[a-zA-Z]*")", R"("sensitive":"none")")}) {
    event.json = std::regex_replace(event.json, std::regex(what), instead);
  }
  return event;
}

}  // namespace

std::vector<PlantedEvent> planted_events() {
  namespace fs = std::filesystem;
  std::vector<PlantedEvent> events;
  std::set<std::string> types;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(DANGOL_SOURCE_DIR) / "tests/golden")) {
    if (entry.path().extension() != ".json") continue;
    std::ifstream in(entry.path());
    std::string line;
    std::getline(in, line);
    events.push_back(plant(line));
    types.insert(events.back().type);
  }
  // What needs others before it comes last.
  const auto rank = [](const PlantedEvent& event) {
    return std::pair(event.type == "contact.endedforprotection", event.type);
  };
  std::ranges::sort(events, {}, rank);
  // Of the person's own, for others to cite.
  events.insert(events.begin(),
                plant(R"({"specversion":"1.0","id":"","source":"/golden",)"
                      R"("type":"message.exchanged","subject":"customer/1",)"
                      R"("time":"2016-07-27T00:00:00+09:00","data":{"contactId":"",)"
                      R"("messageId":"","authorKind":"customer","text":""}})"));
  events.front().json =
      std::regex_replace(events.front().json, std::regex(R"("id":"p1anted-message.exchanged")"),
                         fmt::format("\"id\":\"{}-own\"", kPlanted));
  for (const TypeModel& type : schema_model().types()) {
    EXPECT_TRUE(types.contains(type.name)) << "nothing is planted in " << type.name;
  }
  return events;
}

std::vector<std::string> planted_subjects() {
  std::vector<std::string> subjects;
  for (const char* kind : {"customer", "staff"}) {
    subjects.push_back(fmt::format("{}/{}", kind, kPlanted));
  }
  return subjects;
}

}  // namespace dangol::test
