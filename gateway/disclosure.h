// Opening words, and showing people by name, is itself recorded, before anything is shown.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "actors/engine.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "gateway/viewer.h"

namespace dangol {

// What is done with personal data; as AccessOperation in the schema.
enum class AccessOperation : std::uint8_t {
  kView = 1,
  kSearch,
  kDrillDown,
  kExport,
  kPrint,
  kChange,
  kErase,
};
const char* to_string(AccessOperation operation);  // as in JSON: `drillDown`

// What is about to be shown: one subject's data, or that of a set of people.
struct Disclosure {
  AccessOperation operation = AccessOperation::kView;
  std::string subject = {};  // `customer/42`; empty: a set. One that is no customer is a set of one
  std::string set = {};      // which one: figure, bounds, name of the set
  std::uint64_t persons = 0;  // how many of the set are shown
};

// Records what is about to be shown: record_disclosures on an engine.
using Disclose = std::function<Status(const Viewer&, const std::vector<Disclosure>&, Micros now)>;

// Records one personaldata.accessed a disclosure in `access/<yyyymmdd>/0`, the day by UTC, and waits
// until it is on disk. After an error nothing may be shown. kUsage: no purpose, or an export without a
// reason.
Status record_disclosures(Engine& engine, const Viewer& viewer,
                          const std::vector<Disclosure>& shown, Micros now);

// Where events of our own about accesses come from, and an id that is never another one's.
inline constexpr const char* kOwnSource = "urn:dangol:disclosure";
std::string random_event_id();

// The events that it records, for who records them by another way.
Result<std::vector<SentEvent>> disclosure_events(const Viewer& viewer,
                                                 const std::vector<Disclosure>& shown, Micros now);

}  // namespace dangol
