#include "app/import/open_rows.h"

#include <fmt/format.h>

namespace dangol::importing {

void KeySet::add(std::uint64_t hash) {
  if (hash == 0) hash = 1;
  if (count_ >= most_) return;
  if (count_ * 2 >= places_.size()) {
    std::vector<std::uint64_t> old = std::move(places_);
    places_.assign(old.empty() ? 64 : old.size() * 2, 0);
    count_ = 0;
    for (const std::uint64_t kept : old) {
      if (kept != 0) add(kept);
    }
  }
  std::size_t at = hash & (places_.size() - 1);
  while (places_[at] != 0 && places_[at] != hash) at = (at + 1) & (places_.size() - 1);
  if (places_[at] == 0) ++count_;
  places_[at] = hash;
}

bool KeySet::has(std::uint64_t hash) const {
  if (hash == 0) hash = 1;
  if (places_.empty()) return false;
  std::size_t at = hash & (places_.size() - 1);
  while (places_[at] != 0 && places_[at] != hash) at = (at + 1) & (places_.size() - 1);
  return places_[at] == hash;
}

Result<OpenKey*> OpenRows::next(std::string_view key, const Complete& complete) {
  ++row_number_;
  while (apart_.has_value() && !open_.empty() && open_.front().key != key &&
         row_number_ - open_.front().last_seen > *apart_) {
    if (Status status = complete_first(complete); !status.ok()) return status.error();
  }
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    open_.splice(open_.end(), open_, found->second);
  } else {
    const std::uint64_t hash = std::hash<std::string_view>{}(key);
    if (finished_.has(hash)) return static_cast<OpenKey*>(nullptr);
    if (open_.size() >= limits_.keys) {
      return Error{ErrorCode::kRejected,
                   fmt::format("more than {} keys are open; say in [rows] how far the rows of one "
                               "key stand apart",
                               limits_.keys)};
    }
    open_.emplace_back().key = key;
    open_.back().hash = hash;
    by_key_.emplace(open_.back().key, std::prev(open_.end()));
  }
  OpenKey& open = open_.back();
  open.last_seen = row_number_;
  ++open.count;
  return &open;
}

Status OpenRows::keep(OpenKey& open, std::unique_ptr<Row> row) {
  held_bytes_ += bytes_of(*row);
  if (keep_ == Keep::kFirstAndLatest && open.rows.size() == 2) {
    held_bytes_ -= bytes_of(*open.rows.back());
    give_back(std::exchange(open.rows.back(), std::move(row)));
  } else {
    open.rows.push_back(std::move(row));
  }
  if (held_bytes_ > limits_.bytes) {
    return Error{ErrorCode::kRejected,
                 fmt::format("rows of keys that are not complete hold more than {} bytes; say in "
                             "[rows] how far the rows of one key stand apart",
                             limits_.bytes)};
  }
  return Done{};
}

Status OpenRows::complete_first(const Complete& complete) {
  OpenKey& open = open_.front();
  for (const auto& row : open.rows) held_bytes_ -= bytes_of(*row);
  Status status = complete(open);
  finished_.add(open.hash);
  for (auto& row : open.rows) give_back(std::move(row));
  by_key_.erase(open.key);
  open_.pop_front();
  return status;
}

Status OpenRows::finish(const Complete& complete) {
  while (!open_.empty()) {
    if (Status status = complete_first(complete); !status.ok()) return status;
  }
  return Done{};
}

std::unique_ptr<Row> OpenRows::fresh_row() {
  if (spare_.empty()) return std::make_unique<Row>();
  auto row = std::move(spare_.back());
  spare_.pop_back();
  return row;
}

void OpenRows::give_back(std::unique_ptr<Row> row) {
  if (row != nullptr && spare_.size() < kSpareRows) spare_.push_back(std::move(row));
}

// What holding the row costs. It does not change while the row is held.
std::size_t OpenRows::bytes_of(const Row& row) {
  return sizeof(Row) + row.values.capacity() * sizeof(Value) + row.arena.held_bytes();
}

}  // namespace dangol::importing
