// A figure: a definition in words and the code that decides, person by person, who belongs to it.
//
// A figure is never a bare number. Its value is computed from two sets of members (who or what is
// counted, of whom or what), each member names a person and the records that decided, and whatever is
// left out stands in a third set with the reason.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/policies.h"
#include "replay/step_source.h"

namespace dangol {

struct Bilingual {
  std::string_view en;
  std::string_view ko;
};

// How the value follows from the sets.
enum class FigureKind : std::uint8_t {
  kShare,        // size of the numerator / size of the denominator
  kCount,        // size of the numerator
  kMean,         // sum of the measures of the numerator / its size
  kQuantile,     // the measure at place floor(q n) of the numerator, sorted by measure, from 0
  kSum,          // sum of the measures of the numerator
  kShareOfSums,  // sum of the measures of the numerator / sum of the measures of the denominator
  kRegister,     // no value: a list of people that must not become a number
};

// Whether such a value is a part of a whole, which stands in a denominator.
constexpr bool has_denominator(FigureKind kind) {
  return kind == FigureKind::kShare || kind == FigureKind::kShareOfSums;
}
// Whether members carry a measure.
constexpr bool has_measures(FigureKind kind) {
  return kind != FigureKind::kShare && kind != FigureKind::kCount;
}

// Of measures, and so of the value of all but shares and counts.
enum class Unit : std::uint8_t { kNone, kMicros, kMoney, kDays, kScore };

// What a figure can be divided by. The list of each figure is closed, and none divides by a member of
// staff.
struct GroupingKey {
  enum class Kind : std::uint8_t {
    kText,        // groups are TextKeys; the text stands in the deciding record
    kEnum,        // groups are values of the enum of `type`'s field `field`
    kNumber,      // groups are numbers
    kDay,         // groups are days since 1970-01-01
    kMonth,       // groups are months since January 1970
    kLabel,       // as kText: the value of the label that the asker names
    kProblemKey,  // groups are problem_key()s (replay/problem_key.h) of a deciding record's texts
  };
  std::string_view name;  // as on the command line: `channel`
  Bilingual meaning;
  Kind kind = Kind::kText;
  std::string_view type = {};   // of kEnum: `contact.started`
  std::string_view field = {};  // of kEnum: `channel`
};

// Why something that a figure looked at is in neither set.
enum class Exclusion : std::uint8_t {
  kNone,
  kNotYetObservable,  // its window is not over yet
  kUnidentified,      // nobody knows whose it is
  kUnknown,           // the source does not say what would decide it
  kErased,            // what would decide it was erased
  kIrregular,         // a fact before it is missing, or it contradicts another
  kWithdrawn,         // the person let it be
  kDuplicate,         // it is another one
  kNoTime,            // its times are not known precisely enough
};
inline constexpr std::size_t kExclusions = 9;
const char* to_string(Exclusion reason);  // `notYetObservable`
Bilingual meaning_of(Exclusion reason);   // a phrase

// Everything that is said of a figure, in one place: the catalogue, the answer and docs/FIGURES.md are
// made of it.
struct FigureDefinition {
  std::string_view name;      // `waits.abandonment`: lower case, words joined by `-`
  std::uint32_t version = 1;  // raised when the same facts give other members
  FigureKind kind = FigureKind::kShare;
  Unit unit = Unit::kNone;
  double quantile = 0;          // of kQuantile
  std::string_view projection;  // whose steps it looks at
  Bilingual title;
  Bilingual sentence;          // the definition, in one sentence
  std::string_view period;     // which moment of a member must lie in the period: `the wait's end`
  std::string_view numerator;  // who is in it, a noun phrase
  std::string_view denominator = {};              // the same; empty unless a share
  std::string_view source;                        // where the definition comes from
  std::vector<std::string_view> edge_cases = {};  // sentences
  std::vector<const GroupingKey*> keys = {};      // what it can be divided by
  const GroupingKey* bars = nullptr;              // always divided by it: histograms, sums of money
  std::vector<std::string_view> policies = {};    // names of those it uses (events/policies.h)
  std::string_view need = {};  // what its sets are sorted by, most first: `hand-offs`
};

// Half open, over the moment that the definition names.
struct Period {
  Micros from{INT64_MIN};
  Micros until{INT64_MAX};
  bool includes(Micros at) const { return from <= at && at < until; }
};

// Keep the members, or only count them.
enum class Sets : std::uint8_t { kCounted, kKept };

struct Question {
  Vantage vantage;
  Period period;
  Policies policies;                // as of the vantage
  const GroupingKey* by = nullptr;  // one of the definition's, or nullptr: not divided
  TextKey label = 0;                // of Kind::kLabel: the label's name
  Sets sets = Sets::kKept;
};

enum class Part : std::uint8_t { kNumerator, kDenominator, kExcluded };

inline constexpr Position kNoPosition{~std::uint64_t{0}};

struct Member {
  StreamToken person;       // as PersonSteps::person
  StreamToken stream;       // where the thing stands
  EntityKey entity = 0;     // what it is: an issue, a wait; 0: the person
  std::uint64_t group = 0;  // by Question::by
  std::uint64_t bar = 0;    // by FigureDefinition::bars
  std::int64_t measure = 0;
  std::int64_t need = 0;  // sets are sorted by it, descending
  // The records that decided, the one that names the thing first.
  std::array<Position, 3> deciding = {kNoPosition, kNoPosition, kNoPosition};
  Part part = Part::kNumerator;  // the numerator is part of the denominator
  Exclusion reason = Exclusion::kNone;
  std::uint8_t scale = 0;  // decimal digits of a money measure beyond the minor unit
};

// What was counted of one group.
struct Tally {
  std::uint64_t numerator = 0;
  std::uint64_t denominator = 0;  // the numerator included
  std::array<std::uint64_t, kExclusions> excluded{};
  // Of the numerator's measures, and of all of the denominator; in 10^-6 of the unit if it is money.
  __int128 sum = 0;
  __int128 sum_of_all = 0;
  std::vector<std::int64_t> measures;  // of kQuantile
};

// Something that only all persons together decide: the same key met by several.
struct Crossing {
  std::uint64_t key = 0;
  Micros at;
  Position position = kNoPosition;
  StreamToken person;
  StreamToken stream;
  EntityKey entity = 0;
  std::uint64_t value = 0;
  std::uint8_t type = 0;
};

// Where a figure puts what it finds. One a worker.
class Collector {
 public:
  virtual ~Collector() = default;
  virtual void add(const Member& member) = 0;
  // For Figure::conclude.
  virtual void cross(const Crossing& crossing) = 0;
};

// Stateless: any number of threads, at once.
class Figure {
 public:
  virtual ~Figure() = default;
  virtual const FigureDefinition& definition() const = 0;
  // Finds the members that one person brings. What is found depends on nothing but the arguments.
  virtual void count(const PersonSteps& person, const Question& question,
                     Collector& into) const = 0;
  // Called once, after all persons: `crossings` are sorted by key, moment and position.
  virtual void conclude(std::span<const Crossing>, const Question&, Collector&) const {}
};

}  // namespace dangol
