// The entities of one kind, and what they have in common.
#pragma once

#include <algorithm>
#include <vector>

#include "events/customer_basics.h"

namespace dangol {

// What is still known of an entity that left the state; all false: it never left.
struct Past {
  static constexpr std::uint8_t kLeft = 1;
  static constexpr std::uint8_t kBegun = 2;  // its opening (start, making, placing ...) was known
  static constexpr std::uint8_t kEnded = 4;  // its end was known
  static constexpr std::uint8_t kOpen = 8;   // it left as the oldest of too many open ones
  std::uint8_t bits = 0;
  bool left() const { return (bits & kLeft) != 0; }
  bool begun() const { return (bits & kBegun) != 0; }
  bool ended() const { return (bits & kEnded) != 0; }
  bool open() const { return (bits & kOpen) != 0; }
  static void visit(auto& self, auto& v) { v("bits", self.bits); }
};

// An entity that came back (a late fact named it) has only what came since, and its past.
struct Entity {
  TokenRef id;
  Past past;
  Version mentioned;  // the newest record about it
  static void visit_entity(auto& self, auto& v) {
    v("id", self.id);
    v("leftBefore", self.past);
    v("mentioned", self.mentioned);
  }
};

// Rows by id, in order of first mention. `Row` has a member `TokenRef id`.
template <class Row>
class Table {
 public:
  // Nullptr when nothing of that name is in the state. Pointers hold until the next add or erase.
  const Row* find(TokenRef id) const {
    const std::size_t row = row_of(id);
    return row == kNone ? nullptr : &rows_[row];
  }
  Row* find(TokenRef id) { return const_cast<Row*>(std::as_const(*this).find(id)); }

  // REQUIRES: it is not there.
  Row& add(TokenRef id) {
    make_room(rows_);
    rows_.emplace_back();
    rows_.back().id = id;
    if (rows_.size() > kLookThrough) index(rows_.size() == kLookThrough + 1 ? 0 : rows_.size() - 1);
    return rows_.back();
  }

  const std::vector<Row>& rows() const { return rows_; }
  std::vector<Row>& rows() { return rows_; }
  // After rows were changed from outside.
  void rebuild() {
    by_token_.clear();
    if (rows_.size() > kLookThrough) index(0);
  }
  std::size_t index_bytes() const { return heap_bytes(by_token_); }

  // Whether so many rows came since the table was last thinned out that looking at all of them pays.
  bool thinning_due(std::uint32_t kept) const {
    return rows_.size() >= std::size_t{thinned_} + std::max(kept, thinned_ / 2);
  }
  // Erases the rows of which `leaves` says so; the rest keeps its order. REQUIRES: one bit a row.
  void thin_out(const std::vector<bool>& leaves) {
    std::size_t kept = 0;
    for (std::size_t n = 0; n < rows_.size(); ++n) {
      if (leaves[n]) continue;
      if (kept != n) rows_[kept] = std::move(rows_[n]);
      ++kept;
    }
    if (kept < rows_.size()) {
      rows_.resize(kept);
      rebuild();
    }
    thinned_ = static_cast<std::uint32_t>(rows_.size());
  }

  static void visit(auto& self, auto& v) {
    v("rows", self.rows_);
    v("thinned", self.thinned_);
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
  std::uint32_t thinned_ = 0;                 // rows that the last thinning out left
};

}  // namespace dangol
