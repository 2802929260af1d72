// What a caller is told: errors as values, and the outcome of an append.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "events/ids.h"

namespace dangol {

// Tells the caller what to do next.
enum class ErrorCode : std::uint8_t {
  kNotFound,     // nothing by that name
  kConflict,     // reload and retry
  kRejected,     // the input is wrong: tell the user
  kOverloaded,   // back off
  kUnavailable,  // try later
  kCorrupt,      // stored data is damaged: alert
  kInUse,        // another process has the store
  kUsage,        // the call itself makes no sense
  kForbidden,    // who calls may not do that
  kGone,         // what was read from is no more: begin anew
};

// A code and one sentence that names the thing and the reason, never private content.
struct Error {
  ErrorCode code;
  std::string message;
};

// A value or an Error. `ok()` before `value()`.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)
  bool ok() const { return state_.index() == 0; }
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

struct Done {};
using Status = Result<Done>;

// What became of one event that a sender handed in.
enum class OutcomeCode : std::uint8_t {
  kRecorded,     // on disk, at `place`, as `version`
  kDuplicate,    // was recorded before with equal content, there
  kConflict,     // the same (subject, source, id) was recorded before with other content
  kStale,        // the expected version is not the stream's version, which is `version`
  kRejected,     // malformed, too large, or a guarded decision refused: nothing changed
  kUnavailable,  // certainly not recorded; try later
  kUnknown,      // may be recorded; resending with the same id is safe
};
const char* to_string(OutcomeCode code);

// A recorded fact that does not fit what is known yet.
struct Irregularity {
  std::uint8_t invariant;  // number of the invariant: docs/EVENTS.md, "Invariants"
  std::string reason;      // a sentence; names the entity by its kind, never by a private word
  auto operator<=>(const Irregularity&) const = default;
};

struct Outcome {
  OutcomeCode code = OutcomeCode::kUnknown;
  std::optional<Place> place;
  std::optional<Version> version;
  std::vector<Irregularity> irregular;  // of a recorded event, as known at that moment
  std::string reason;                   // of anything but recorded and duplicate
};
using Outcomes = std::vector<Outcome>;  // one an event, in the sender's order

}  // namespace dangol
