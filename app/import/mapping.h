// How the rows of a file become events: the declarative mapping of docs/MAPPINGS.md, loaded.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/import/event_body.h"
#include "app/import/expression.h"
#include "app/import/names.h"
#include "app/import/row_reader.h"
#include "app/import/template.h"
#include "app/import/time_format.h"
#include "app/import/zone.h"
#include "events/outcome.h"

namespace dangol::importing {

// A second file whose columns are looked up by key.
struct JoinSpec {
  std::string name;
  std::string file;           // in the folder of the file that is imported
  FileLayout layout;          // slots: 0 is the key, then the columns in their order
  std::vector<Slot> targets;  // where each column goes in the importing row
  Slot on = kNoSlot;          // whose value is looked up
};

// A named clock reading.
struct TimeSpec {
  std::string name;
  Slot slot = kNoSlot;  // holds it as RFC 3339
  Template text;
  TimeFormat format;
  Zone zone;
  std::string precision;                  // as CloudEvents' extension timeprecision has it
  std::optional<std::size_t> not_before;  // number of another time: one day later if before it ...
  std::int64_t by_more_than_seconds = 0;  // ... by more than this
};

struct Derived {
  Slot slot = kNoSlot;
  Expression expression;
};

enum class Per { kRow, kGroup };

struct EventSpec {
  std::string type;
  Per per = Per::kRow;
  std::optional<Expression> when;
  std::string head;  // JSON from `{` up to and with `"id":`
  Alternatives id;
  Alternatives subject;
  std::vector<std::size_t> times;  // numbers of times: the first that is known
  std::vector<std::pair<std::string, Alternatives>> attributes;  // `,"name":` and text; optional
  EventBody data;
};

// Which rows belong together, and how far apart they may stand.
struct KeySpec {
  std::vector<Slot> slots;             // none: rows have nothing to do with each other
  std::optional<std::uint64_t> apart;  // rows of other keys between two of one; none: any number
};

// Immutable once loaded; outlives every Importer that uses it.
class Mapping {
 public:
  // kRejected with file, line and sentence. Nothing of an import has begun then.
  static Result<Mapping> load(const std::string& path);
  // `name` stands in messages.
  static Result<Mapping> parse(std::string_view toml, std::string_view name);

  std::string name;
  FileLayout layout;
  std::unique_ptr<Names> names;                          // its address is known to the expressions
  std::vector<std::vector<std::string>> missing_tokens;  // by slot of the columns
  std::vector<JoinSpec> joins;
  KeySpec key;
  std::vector<Derived> derived;
  std::vector<TimeSpec> times;
  std::optional<Expression> where;
  std::vector<Slot> required;
  std::vector<EventSpec> events;
  bool has_groups = false;

  std::size_t slot_count() const { return names->by_slot.size(); }
};

}  // namespace dangol::importing
