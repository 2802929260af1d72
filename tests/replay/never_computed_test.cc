// What no figure computes: how long somebody talked, worked or handled, and anything by members of
// staff. Every figure of the catalogue is held to it, with whatever it is divided by.
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/time_text.h"
#include "replay/answers/figure_desk.h"
#include "replay/answers/figure_form.h"
#include "replay/answers/figure_period.h"
#include "tests/support/figure_store.h"
#include "tests/support/scene.h"

namespace dangol::test {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> scene_lines() {
  std::vector<std::string> lines;
  for (const Scene& scene : read_scenes()) {
    lines.insert(lines.end(), scene.events.begin(), scene.events.end());
  }
  return lines;
}

// All scenes in one store, each event as `change` leaves it; what is refused stays out.
class World {
 public:
  explicit World(const std::function<std::string(std::string)>& change) {
    CloudEventsReader reader;
    std::vector<SentEvent> events;
    for (const std::string& line : scene_lines()) {
      events.push_back(reader.read(change(line)).value());
    }
    AppendOptions options;
    options.recording = Recording::kAsRecorded;
    store_.engine().append_and_wait(std::move(events), options);
    store_.engine().drain();
    with_store_ = [this](const auto& read) { return read(store_.store()); };
    models_ = open_read_models(store_.catalogue(), with_store_);
  }

  FigureReport ask(const FigureAsking& asked) {
    const auto now = parse_moment("2018-01-01T00:00:00Z", "", "now").value();
    const FigureDesk desk{store_.catalogue(), *models_, with_store_, [now] { return now; }};
    Result<FigureReport> report = desk.ask(asked);
    if (!report.ok()) throw std::runtime_error(report.error().message);
    return std::move(report).value();
  }
  std::string written(const FigureAsking& asked) {
    return write_page(ask(asked), 0, 1'000'000, with_store_).value().text;
  }

  // Every figure, undivided and by each of its keys: groups, values and sizes.
  std::map<std::string, std::vector<std::string>> answers() {
    std::map<std::string, std::vector<std::string>> all;
    for (const auto& figure : store_.catalogue().figures()) {
      std::vector<std::string> keys = {""};
      for (const GroupingKey* key : figure->definition().keys) {
        const bool label = key->kind == GroupingKey::Kind::kLabel;
        keys.push_back(std::string(key->name) + (label ? ":state" : ""));
      }
      for (const std::string& key : keys) {
        FigureAsking asked;
        asked.figure = figure->definition().name;
        asked.definition = std::to_string(figure->definition().version);
        asked.by = key;
        std::vector<std::string>& groups = all[asked.figure + " by " + key];
        for (const ReportGroup& group : ask(asked).groups) {
          std::string text = group.bar.value_or("-") + " | " + group.group.value_or("-");
          if (group.value) {
            text += " = " + std::to_string(static_cast<std::int64_t>(group.value->over)) + "/" +
                    std::to_string(group.value->under);
          }
          for (const ReportSet& set : group.sets) {
            text += " " + set_name(set.set) + " " + std::to_string(set.size);
          }
          groups.push_back(text);
        }
      }
    }
    return all;
  }
  const Catalogue& catalogue() const { return store_.catalogue(); }

 private:
  FigureStore store_;
  WithStore with_store_;
  std::unique_ptr<ReadModels> models_;
};

std::string as_it_is(std::string line) { return line; }

bool is_type(const std::string& line, const std::string& type) {
  return std::regex_search(line, std::regex("\"type\": *\"" + type + "\""));
}

// The event, so many hours later.
std::string later(const std::string& line, int hours) {
  static const std::regex kTime("(\"time\": *\")([^\"]+)(\")");
  std::smatch found;
  if (line.find("\"timeprecision\": \"day\"") != line.npos) return line;
  if (!std::regex_search(line, found, kTime)) return line;
  TimeValue time = parse_time(found[2].str()).value();
  time.micros = Micros(time.micros.value() + hours * 3'600'000'000LL);
  if (time.precision == TimePrecision::kMinute) time.precision = TimePrecision::kSecond;
  return found.prefix().str() + found[1].str() + format_full_time(time) + found[3].str() +
         found.suffix().str();
}

TEST(NeverComputed, HowLongAContactLastedOrAnybodyStayedMovesNoFigure) {
  int stretched = 0;
  World as_told(as_it_is), longer([&](std::string line) {
    if (!is_type(line, "contact.ended") && !is_type(line, "agent.left")) return line;
    const std::string moved = later(line, 5);
    stretched += moved != line;
    return moved;
  });
  ASSERT_GT(stretched, 10) << "the scenes must have contacts that end";
  const auto told = as_told.answers(), long_ones = longer.answers();
  for (const auto& [question, answer] : told) EXPECT_EQ(long_ones.at(question), answer) << question;

  // Not for lack of sight: what may move a figure does.
  World later_actions([&](std::string line) {
    return is_type(line, "action.taken") ? later(line, 24 * 3650) : line;
  });
  EXPECT_NE(later_actions.answers(), told);
}

// Who works here, as the scenes name them: members of staff, ours and our partners'.
std::set<std::string> staff_in(const std::vector<std::string>& lines) {
  std::set<std::string> staff;
  const std::regex kField(
      R"re("(agentId|by|byAgent|agent|decidedBy|secondedBy|reviewer|account)": *"([^"]+)")re");
  const std::regex kActor(R"re("actorid": *"([^"]+)")re");
  const std::regex kStaff(R"re("actorkind": *"(staff|partner)")re");
  for (const std::string& line : lines) {
    for (std::sregex_iterator i(line.begin(), line.end(), kField), end; i != end; ++i) {
      staff.insert((*i)[2]);
    }
    std::smatch actor;
    if (std::regex_search(line, kStaff) && std::regex_search(line, actor, kActor)) {
      staff.insert(actor[1]);
    }
  }
  return staff;
}

TEST(NeverComputed, WhoWorksHereMovesNoFigureAndNamesNoGroup) {
  const std::set<std::string> staff = staff_in(scene_lines());
  ASSERT_GT(staff.size(), 10u);
  // The tokens that stand for them are random: nothing but chance orders or names by them.
  World one(as_it_is), other([&](std::string line) {
    for (const std::string& name : staff) {
      const std::string from = '"' + name + '"', to = "\"somebody-" + name + '"';
      for (std::size_t at = 0; (at = line.find(from, at)) != line.npos; at += to.size()) {
        line.replace(at, from.size(), to);
      }
    }
    return line;
  });
  const auto first = one.answers(), second = other.answers();
  for (const auto& [question, answer] : first) {
    EXPECT_EQ(second.at(question), answer) << question;
    for (const std::string& group : answer) {
      for (const std::string& name : staff) EXPECT_THAT(group, Not(HasSubstr(name))) << question;
    }
  }
}

TEST(NeverComputed, ExportsNameNoStaffAndNotWhenTheyCameAndWent) {
  World world(as_it_is);
  const std::set<std::string> staff = staff_in(scene_lines());
  for (const auto& figure : world.catalogue().figures()) {
    for (const FigureForm form : {FigureForm::kJson, FigureForm::kCsv}) {
      FigureAsking asked;
      asked.figure = figure->definition().name;
      asked.definition = std::to_string(figure->definition().version);
      asked.open = "all";
      asked.limit = 0;
      asked.purpose = "care";
      asked.form = form;
      const std::string text = world.written(asked);
      EXPECT_THAT(text, Not(ContainsRegex("agent\\.(joined|left)\"?,(\"time\":\")?[12]")));
      for (const std::string& name : staff) {
        EXPECT_THAT(text, Not(ContainsRegex("[\",/]" + name + "[\",]"))) << asked.figure;
      }
    }
  }
}

TEST(NeverComputed, NoFigureIsAboutWhatPeopleAreTimedAndRankedBy) {
  const std::regex kForbidden(
      "handle time|handling time|talk time|time talking|wrap|per agent|per counsellor|occupancy|"
      "adherence|rank|upsell|up-sell|script|productiv|utili[sz]ation|idle|통화 ?시간|처리 ?시간|"
      "상담원별|상담원당|순위|실적",
      std::regex::icase);
  const std::regex kStaff("agent|staff|counsel|operator|employee|handler|owner$|who$|직원|상담원",
                          std::regex::icase);
  const Catalogue catalogue;
  ASSERT_FALSE(catalogue.figures().empty());
  for (const auto& figure : catalogue.figures()) {
    const FigureDefinition& definition = figure->definition();
    for (const std::string_view text :
         {definition.name, definition.title.en, definition.title.ko, definition.sentence.en,
          definition.sentence.ko, definition.numerator, definition.denominator, definition.need}) {
      EXPECT_FALSE(std::regex_search(std::string(text), kForbidden))
          << definition.name << ": " << text;
    }
    std::vector<const GroupingKey*> keys = definition.keys;
    if (definition.bars != nullptr) keys.push_back(definition.bars);
    for (const GroupingKey* key : keys) {
      EXPECT_FALSE(std::regex_search(std::string(key->name), kStaff))
          << definition.name << " by " << key->name;
      if (key->kind != GroupingKey::Kind::kEnum) continue;
      const TypeModel* type = schema_model().find_type(key->type);
      ASSERT_NE(type, nullptr) << definition.name << " by " << key->name;
      const FieldModel* field = type->data->find(key->field);
      ASSERT_NE(field, nullptr) << definition.name << " by " << key->name;
      EXPECT_EQ(field->kind, FieldKind::kEnum) << definition.name << " by " << key->name;
    }
    EXPECT_FALSE(std::regex_search(std::string(definition.need), kStaff)) << definition.name;
  }
}

}  // namespace
}  // namespace dangol::test
