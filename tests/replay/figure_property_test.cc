// What holds for every figure, over histories that nobody wrote.
#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/figure_store.h"
#include "tests/support/random_history.h"

namespace dangol::test {
namespace {

struct History {
  std::vector<std::string> events;  // that were recorded, in order
};

// What is recorded on two streams at once: it would bind their orders to each other.
bool on_two_streams(const std::string& event) {
  return event.find(R"("customers.merged")") != std::string::npos ||
         event.find(R"("contact.attributed")") != std::string::npos;
}

// Appends what is recorded of a random history; what is refused is left out.
History record_random(FigureStore& store, std::uint32_t seed, std::size_t count,
                      bool (*left_out)(const std::string&) = nullptr) {
  RandomHistory random(seed);
  History history;
  for (std::size_t n = 0; n < count; ++n) {
    const std::string event = random.next();
    if (left_out != nullptr && left_out(event)) continue;
    if (store.try_append(event)) history.events.push_back(event);
  }
  EXPECT_GT(history.events.size(), count * 3 / 4) << "most of it is recorded";
  return history;
}

std::string subject_of(const std::string& event) {
  const std::size_t at = event.find(R"("subject":")") + 11;
  return event.substr(at, event.find('"', at) - at);
}

// A figure's answer, told in a way that does not depend on positions and tokens of one store.
struct Told {
  std::vector<std::tuple<std::uint64_t, std::string, int, int, std::int64_t>> members;
  std::vector<std::string> values;
  bool operator==(const Told&) const = default;
};

void PrintTo(const Told& told, std::ostream* out) {
  for (const std::string& value : told.values) *out << value << ' ';
  for (const auto& [bar, person, part, reason, measure] : told.members) {
    *out << "\n  " << bar << ' ' << person << " part " << part << " reason " << reason
         << " measure " << measure;
  }
}

Told told(const FigureAnswer& answer, const std::map<StreamToken, std::string>& names) {
  Told told;
  for (const FigureGroup& group : answer.groups) {
    told.values.push_back(group.value ? std::to_string(group.value->approximately()) : "none");
    for (const Member& member : group.members) {
      const auto name = names.find(member.person);
      told.members.emplace_back(group.bar, name == names.end() ? "?" : name->second,
                                static_cast<int>(member.part), static_cast<int>(member.reason),
                                member.measure);
    }
  }
  std::sort(told.members.begin(), told.members.end());
  return told;
}

std::map<StreamToken, std::string> names_in(FigureStore& store) {
  std::map<StreamToken, std::string> names;
  for (const char* subject : {"customer/p1", "customer/p2", "customer/p3", "customer/p4",
                              "contact/x1", "contact/x2", "contact/x3", "problem/q1", "problem/q2",
                              "staff/ann", "staff/bob", "access/20160101/0", "policy/main"}) {
    if (const auto token = store.store().vault().find(subject).value()) names[*token] = subject;
  }
  return names;
}

// Windows are over, or not, at this moment.
const Micros kObserved{1'458'000'000'000'000};  // 2016-03-15

void observe(Question& question) { question.vantage.observed_at = kObserved; }

class FigureProperty : public testing::TestWithParam<int> {
 protected:
  std::uint32_t seed() const { return static_cast<std::uint32_t>(GetParam()); }
};

TEST_P(FigureProperty, AValueFollowsFromItsSetsAndWhatWasKnownThenFromThePrefix) {
  constexpr std::size_t kEvents = 240;
  FigureStore grown;
  std::map<std::string, std::vector<std::pair<Position, Told>>> then;
  // Asked while the history grows ...
  RandomHistory random(seed());
  for (std::size_t n = 0; n < kEvents; ++n) {
    grown.try_append(random.next());
    if (n % 40 != 39) continue;
    const auto names = names_in(grown);
    for (const auto& figure : grown.catalogue().figures()) {
      const std::string name(figure->definition().name);
      // ask() counts the sets again and compares.
      then[name].emplace_back(grown.size(), told(grown.ask(name, observe), names));
    }
  }
  // ... and asked afterwards, as of then.
  const auto names = names_in(grown);
  for (const auto& [name, answers] : then) {
    for (const auto& [size, answer] : answers) {
      const FigureAnswer later = grown.ask(name, [&](Question& question) {
        observe(question);
        question.vantage.end = size;
      });
      EXPECT_EQ(told(later, names), answer) << name << " as of " << size.value();
    }
  }
}

TEST_P(FigureProperty, TheOrderInWhichStreamsArriveDoesNotMatter) {
  FigureStore first;
  const History history = record_random(first, seed(), 400, on_two_streams);
  // The same facts, each stream's in its order, the streams shuffled into each other otherwise.
  std::map<std::string, std::vector<std::string>> streams;
  for (const std::string& event : history.events) streams[subject_of(event)].push_back(event);
  FigureStore second;
  RandomHistory dice(seed() + 1000);
  std::map<std::string, std::size_t> next;
  for (std::size_t left = history.events.size(); left > 0;) {
    auto stream = streams.begin();
    std::advance(stream, static_cast<std::ptrdiff_t>(dice.pick(streams.size())));
    if (next[stream->first] == stream->second.size()) continue;
    EXPECT_TRUE(second.try_append(stream->second[next[stream->first]++]));
    --left;
  }
  for (const auto& figure : first.catalogue().figures()) {
    const std::string name(figure->definition().name);
    EXPECT_EQ(told(first.ask(name, observe), names_in(first)),
              told(second.ask(name, observe), names_in(second)))
        << name;
  }
}

TEST_P(FigureProperty, OnlyCountingGivesTheSameValuesAndSizes) {
  FigureStore store;
  record_random(store, seed(), 200);
  for (const auto& figure : store.catalogue().figures()) {
    const std::string name(figure->definition().name);
    const FigureAnswer kept = store.ask(name, observe);
    const FigureAnswer counted = store.ask(name, [](Question& question) {
      observe(question);
      question.sets = Sets::kCounted;
    });
    ASSERT_EQ(kept.groups.size(), counted.groups.size()) << name;
    for (std::size_t i = 0; i < kept.groups.size(); ++i) {
      EXPECT_EQ(kept.groups[i].value, counted.groups[i].value) << name;
      EXPECT_EQ(kept.groups[i].tally.excluded, counted.groups[i].tally.excluded) << name;
      EXPECT_TRUE(counted.groups[i].members.empty());
    }
  }
}

TEST_P(FigureProperty, DividedByAKeyTheSetsAreTheSame) {
  FigureStore store;
  record_random(store, seed(), 200);
  const auto names = names_in(store);
  for (const auto& figure : store.catalogue().figures()) {
    const FigureDefinition& definition = figure->definition();
    const std::string name(definition.name);
    const Told whole = told(store.ask(name, observe), names);
    for (const GroupingKey* key : definition.keys) {
      // A thing has several labels, and is in the group of the one that is asked for.
      if (key->kind == GroupingKey::Kind::kLabel) continue;
      EXPECT_EQ(told(store.ask_by(name, key->name, observe), names).members, whole.members)
          << name << " by " << key->name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, FigureProperty, testing::Range(1, 7));

}  // namespace
}  // namespace dangol::test
