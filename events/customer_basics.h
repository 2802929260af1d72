// What the state of a stream is made of: moments, references to tokens, codes, boxes.
// Plain values without threads, clocks or I/O. Members are listed once, in `visit`; the byte form,
// the JSON view and equality all follow from that list.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/ids.h"

namespace dangol {

// When something happened, and the order among things that happened at the same time: what the
// source says, then the order of arrival.
struct Moment {
  Micros at;
  std::int64_t hint = 0;
  Version version;
  // False for a thing that is not known to have happened.
  bool known() const { return version != Version(); }
  auto operator<=>(const Moment&) const = default;
  static void visit(auto& self, auto& v) {
    v("at", self.at);
    v("hint", self.hint);
    v("version", self.version);
  }
};

// Index into a stream's TokenTable, from 1; 0 names nothing. A TextRef is shown as it stands, a
// TokenRef only to a reader who may open it.
using TokenRef = Strong<struct TokenRefTag, std::uint32_t>;
using TextRef = Strong<struct TextRefTag, std::uint32_t>;

// The value of an enum of the schema; `Tag` says which (events/customer_json.cc maps the names).
template <class Tag>
struct Code {
  std::uint8_t value = 0;
  constexpr Code() = default;
  // Any enum or number of the schema; REQUIRES: below 256.
  template <class T>
  constexpr explicit Code(T of) : value(static_cast<std::uint8_t>(of)) {}
  auto operator<=>(const Code&) const = default;
};

// A set of values of an enum of the schema with fewer than 32 of them.
template <class Tag>
struct CodeSet {
  std::uint32_t bits = 0;
  void add(Code<Tag> code) { bits |= code.value < 32 ? 1u << code.value : 0; }
  bool has(Code<Tag> code) const { return code.value < 32 && (bits >> code.value & 1) != 0; }
};

// A part of the state that most streams never have: costs one pointer until it is made.
template <class T>
class Box {
 public:
  Box() = default;
  Box(const Box& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Box(Box&&) noexcept = default;
  Box& operator=(Box other) noexcept {
    value_ = std::move(other.value_);
    return *this;
  }
  const T* get() const { return value_.get(); }
  T* get() { return value_.get(); }
  T& make() {
    if (!value_) value_ = std::make_unique<T>();
    return *value_;
  }
  void clear() { value_.reset(); }

 private:
  std::unique_ptr<T> value_;
};

template <class T>
std::size_t heap_bytes(const Box<std::vector<T>>& box) {
  return box.get() ? sizeof(std::vector<T>) + box.get()->capacity() * sizeof(T) : 0;
}

// Makes room for one more, with less to spare than a vector of its own accord: most stay short.
template <class T>
void make_room(std::vector<T>& items) {
  if (items.size() == items.capacity())
    items.reserve(items.size() + std::max<std::size_t>(1, items.size() / 4));
}

// Puts a step with a member `moment` at its place in time; the place. Arrival in order costs O(1).
template <class Step>
std::size_t insert_in_time(std::vector<Step>& steps, Step step) {
  make_room(steps);
  auto at = steps.end();
  while (at != steps.begin() && step.moment < (at - 1)->moment) --at;
  return static_cast<std::size_t>(steps.insert(at, std::move(step)) - steps.begin());
}

// Registers that do not depend on the order of arrival: true if `moment` is the one to keep.
inline bool keep_earliest(Moment& kept, const Moment& moment) {
  if (kept.known() && kept <= moment) return false;
  kept = moment;
  return true;
}
inline bool keep_latest(Moment& kept, const Moment& moment) {
  if (kept.known() && moment <= kept) return false;
  kept = moment;
  return true;
}

}  // namespace dangol
