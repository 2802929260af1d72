#include "store/index_window.h"

#include <algorithm>
#include <bit>

namespace dangol {

namespace {
constexpr std::uint32_t kFirstRows = 1024;
}

IndexWindow::IndexWindow(Position first, std::uint32_t capacity)
    : first_(first),
      capacity_(capacity),
      streams_(std::bit_ceil(std::size_t{std::min(capacity, kFirstRows)} * 2), kNone),
      ids_(streams_.size(), kNone) {}

void IndexWindow::grow() {
  const std::size_t slots = streams_.size() * 2;
  rows_.reserve(std::min<std::size_t>(slots / 2, capacity_));
  streams_.assign(slots, kNone);
  ids_.assign(slots, kNone);
  for (std::uint32_t row = 0; row < rows_.size(); ++row) {
    stream_slot(rows_[row].token) = row;  // the newest of a stream comes last
    note_id(row);
  }
}

void IndexWindow::note_id(std::uint32_t row) {
  std::size_t slot = Bytes16Hasher()(rows_[row].id) & mask();
  while (ids_[slot] != kNone) slot = (slot + 1) & mask();
  ids_[slot] = row;
}

std::uint32_t& IndexWindow::stream_slot(const StreamToken& token) {
  std::size_t slot = Bytes16Hasher()(token) & mask();
  while (streams_[slot] != kNone && rows_[streams_[slot]].token != token) {
    slot = (slot + 1) & mask();
  }
  return streams_[slot];
}

std::uint32_t IndexWindow::last_row(const StreamToken& token) const {
  std::size_t slot = Bytes16Hasher()(token) & mask();
  while (streams_[slot] != kNone && rows_[streams_[slot]].token != token) {
    slot = (slot + 1) & mask();
  }
  return streams_[slot];
}

// Where a row's jump goes whose stream's row before is `previous`: the lengths of jumps follow the
// digits of skew binary numbers, so that any row is reached in O(log) steps by one jump a row (E. W.
// Myers, "An applicative random-access stack", 1983).
std::uint32_t IndexWindow::jump_from(std::uint32_t previous) const {
  if (previous == kNone) return kNone;
  const Row& before = rows_[previous];
  if (before.jump == kNone) return previous;
  const Row& target = rows_[before.jump];
  if (target.jump == kNone) return previous;
  const std::uint64_t length = before.version.value() - target.version.value();
  return length == target.version.value() - rows_[target.jump].version.value() ? target.jump
                                                                               : previous;
}

std::uint32_t IndexWindow::row_of(std::uint32_t row, Version version) const {
  while (row != kNone && rows_[row].version > version) {
    const std::uint32_t far = rows_[row].jump;
    row = far != kNone && rows_[far].version >= version ? far : rows_[row].previous;
  }
  return row;
}

bool IndexWindow::add(const StreamToken& token, Version version, const IdToken& id,
                      ContentDigest digest, std::size_t bytes) {
  if (2 * (rows_.size() + 1) > streams_.size()) grow();
  std::uint32_t& newest = stream_slot(token);
  if (newest != kNone && version != rows_[newest].version.next()) return false;
  const auto row = static_cast<std::uint32_t>(rows_.size());
  rows_.push_back({token, id, digest, version, newest, jump_from(newest)});
  newest = row;
  note_id(row);
  bytes_ += bytes;
  return true;
}

std::optional<LastRecord> IndexWindow::last(const StreamToken& token) const {
  const std::uint32_t row = last_row(token);
  if (row == kNone) return std::nullopt;
  return LastRecord{rows_[row].version, position(row)};
}

std::optional<format::IndexedId> IndexWindow::find(const StreamToken& token,
                                                   const IdToken& id) const {
  for (std::size_t slot = Bytes16Hasher()(id) & mask(); ids_[slot] != kNone;
       slot = (slot + 1) & mask()) {
    const Row& row = rows_[ids_[slot]];
    if (row.id == id && row.token == token) return format::IndexedId{row.version, row.digest};
  }
  return std::nullopt;
}

void IndexWindow::positions(const StreamToken& token, Version from, std::size_t limit,
                            std::vector<Position>& out) const {
  const std::size_t begin = out.size();
  std::uint32_t row = last_row(token);
  if (limit == 0 || row == kNone || rows_[row].version < from) return;
  if (rows_[row].version.value() - from.value() >= limit) {
    row = row_of(row, Version(from.value() + limit - 1));
  }
  for (; row != kNone && rows_[row].version >= from; row = rows_[row].previous) {
    out.push_back(position(row));
  }
  std::reverse(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end());
}

}  // namespace dangol
