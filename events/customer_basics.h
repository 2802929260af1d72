// What the state of a stream is made of: moments, interned tokens, tables of entities.
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

// Tokens and texts of one stream, each kept once.
class TokenTable {
 public:
  // The reference of these bytes, new or known. Empty bytes name nothing.
  TokenRef token(std::string_view bytes) { return TokenRef(intern(bytes)); }
  TextRef text(std::string_view bytes) { return TextRef(intern(bytes)); }
  // The reference of these bytes if they are known; else nothing.
  TokenRef find(std::string_view bytes) const { return TokenRef(lookup(bytes)); }
  // Empty for a reference to nothing. Valid until the next intern.
  std::string_view bytes(TokenRef ref) const { return entry(ref.value()); }
  std::string_view bytes(TextRef ref) const { return entry(ref.value()); }
  std::size_t size() const { return ends_.size(); }
  std::size_t index_bytes() const { return heap_bytes(slots_); }

  static void visit(auto& self, auto& v) {
    v("bytes", self.bytes_);
    v("ends", self.ends_);
  }
  // After the members were read from bytes: false if they do not fit together.
  bool rebuild();

 private:
  std::uint32_t intern(std::string_view bytes);
  std::uint32_t lookup(std::string_view bytes) const;
  std::string_view entry(std::uint32_t ref) const;
  void index(std::uint32_t ref);

  std::string bytes_;                      // all entries, one after the other
  std::vector<std::uint32_t> ends_;        // of entry i + 1 in bytes_
  Box<std::vector<std::uint32_t>> slots_;  // hash index, once there are too many to look through
};

// The entities of one kind, by id, in order of first mention. `Row` has a member `TokenRef id`.
template <class Row>
class Table {
 public:
  // Nullptr when nothing of that name is known. Pointers hold until the next at_or_new.
  const Row* find(TokenRef id) const {
    const std::size_t row = row_of(id);
    return row == kNone ? nullptr : &rows_[row];
  }
  Row* find(TokenRef id) { return const_cast<Row*>(std::as_const(*this).find(id)); }

  Row& at_or_new(TokenRef id) {
    if (Row* known = find(id)) return *known;
    rows_.emplace_back();
    rows_.back().id = id;
    if (rows_.size() > kLookThrough) index(rows_.size() == kLookThrough + 1 ? 0 : rows_.size() - 1);
    return rows_.back();
  }

  const std::vector<Row>& rows() const { return rows_; }
  std::vector<Row>& rows() { return rows_; }
  std::uint32_t number(const Row& row) const {
    return static_cast<std::uint32_t>(&row - rows_.data());
  }
  std::size_t index_bytes() const { return heap_bytes(by_token_); }
  void rebuild() {
    by_token_.clear();
    if (rows_.size() > kLookThrough) index(0);
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  static constexpr std::size_t kLookThrough = 16;  // rows; a scan is faster up to here

  std::size_t row_of(TokenRef id) const {
    if (const auto* by_token = by_token_.get()) {
      const std::size_t at = id.value();
      return at < by_token->size() ? std::size_t((*by_token)[at]) - 1 : kNone;
    }
    for (std::size_t i = 0; i < rows_.size(); ++i)
      if (rows_[i].id == id) return i;
    return kNone;
  }
  void index(std::size_t from) {
    auto& by_token = by_token_.make();
    for (std::size_t i = from; i < rows_.size(); ++i) {
      const std::size_t at = rows_[i].id.value();
      if (at >= by_token.size()) by_token.resize(std::max(at + 1, by_token.size() * 2));
      by_token[at] = static_cast<std::uint32_t>(i + 1);
    }
  }

  std::vector<Row> rows_;
  Box<std::vector<std::uint32_t>> by_token_;  // token reference -> row + 1; 0 is none
};

// Puts a step with a member `moment` at its place in time; the place. Arrival in order costs O(1).
template <class Step>
std::size_t insert_in_time(std::vector<Step>& steps, Step step) {
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
