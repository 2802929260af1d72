// What a read model keeps of one record: a step, a small plain value. A read model is nothing but the
// steps of all records, so what was known at any past moment is a choice of steps, and no figure is
// computed before somebody asks.
//
// Words are never here, nor ids that anybody could read: ids and texts stand as 64-bit keys, and the
// record at `position` has what they stand for.
#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "events/ids.h"
#include "events/schema_model.h"
#include "events/time_text.h"

namespace dangol {

// The first eight bytes of a sealed id: equal for equal ids of one stream. 0: none. Two of ten million
// ids of one stream are taken for one with a probability below 0.000003.
using EntityKey = std::uint64_t;
EntityKey entity_key(std::string_view sealed);
// The first eight bytes of a text's SHA-256: equal for equal texts. 0: empty.
using TextKey = std::uint64_t;
TextKey text_key(std::string_view text);

// The month, counted from January 1970, of a day counted from 1970-01-01.
std::int64_t month_of_day(std::int64_t day);

struct Step {
  StreamToken stream;         // whose record it is
  Position position;          // of the record
  Micros occurred;            // when it happened
  std::int64_t order = 0;     // the sender's order among equal times
  EntityKey entity = 0;       // what it is about: an issue, a wait, an order
  EntityKey contact = 0;      // in which contact it happened
  std::uint64_t value = 0;    // the projection's own, by type
  std::uint64_t key = 0;      // the same
  std::int16_t offset = 0;    // what the sender's clock showed, minus UTC, in minutes
  TimePrecision precision{};  // of `occurred`
  StreamKind kind{};          // of the stream
  std::uint8_t actor = 0;     // schema::ActorKind
  std::uint8_t type = 0;      // the projection's own enum
  std::uint8_t code = 0;      // the projection's own, by type
  std::uint8_t flags = 0;     // the bits below, and six of the projection's own

  static constexpr std::uint8_t kOpens = 0x80;       // `entity` began in `contact`
  static constexpr std::uint8_t kAsRecorded = 0x40;  // history from elsewhere

  bool has(std::uint8_t flag) const { return (flags & flag) != 0; }
  // The day that the sender's clock showed, counted from 1970-01-01.
  std::int64_t local_day() const;
  // Its month, counted from January 1970.
  std::int64_t local_month() const { return month_of_day(local_day()); }
  // A token in `value` and `key`: of a customer, a member of staff, another stream.
  StreamToken token() const;
  void set_token(StreamToken token);

  // In time: when it happened, then the sender's order, then the order of recording.
  friend bool in_time(const Step& a, const Step& b) {
    return std::tie(a.occurred, a.order, a.position) < std::tie(b.occurred, b.order, b.position);
  }
};
// Steps are stored as they stand, on machines with the least significant byte first.
static_assert(sizeof(Step) == 80 && std::is_trivially_copyable_v<Step>);

}  // namespace dangol
