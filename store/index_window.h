// The stream index of the newest positions, in memory until it becomes a file. Internal to the
// room.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "events/ids.h"
#include "store/format.h"

namespace dangol {

// The newest record of a stream.
struct LastRecord {
  Version version;
  Position position;
  auto operator<=>(const LastRecord&) const = default;
};

// A run of positions, a row each in their order. Not thread-safe while it grows; immutable and shared afterwards.
class IndexWindow {
 public:
  struct Row {
    StreamToken token;
    IdToken id;
    ContentDigest digest;
    Version version;
    std::uint32_t previous;  // row of the same stream before this one, or kNone
    std::uint32_t jump;      // one further back, or kNone: see row_of()
  };
  static constexpr std::uint32_t kNone = ~0U;

  // Takes memory as it fills.
  IndexWindow(Position first, std::uint32_t capacity);

  Position first() const { return first_; }
  Position end() const { return Position(first_.value() + rows_.size()); }
  std::size_t bytes() const { return bytes_; }
  const std::vector<Row>& rows() const { return rows_; }

  // False, and nothing changed, when the version does not follow the stream's last one in here.
  // The record gets the position end(); `bytes` is what its entry and core weigh.
  // REQUIRES: fewer rows than the capacity.
  bool add(const StreamToken& token, Version version, const IdToken& id, ContentDigest digest,
           std::size_t bytes);

  std::optional<LastRecord> last(const StreamToken& token) const;
  std::optional<format::IndexedId> find(const StreamToken& token, const IdToken& id) const;
  // Appends the positions of the stream's versions from `from` on, at most the `limit` first of what
  // the stream has from there, here or elsewhere.
  void positions(const StreamToken& token, Version from, std::size_t limit,
                 std::vector<Position>& out) const;

 private:
  // Twice the places in the tables.
  void grow();
  void note_id(std::uint32_t row);
  // Where a row with this token (and id) is, or is to be, noted in the table.
  std::uint32_t& stream_slot(const StreamToken& token);
  std::uint32_t last_row(const StreamToken& token) const;
  std::uint32_t jump_from(std::uint32_t previous) const;
  // The row of the stream's version, or of the newest one before it, going back from `row`.
  // O(log of the stream's rows).
  std::uint32_t row_of(std::uint32_t row, Version version) const;
  Position position(std::uint32_t row) const { return Position(first_.value() + row); }
  std::size_t mask() const { return streams_.size() - 1; }

  Position first_;
  std::uint32_t capacity_;
  std::size_t bytes_ = 0;
  std::vector<Row> rows_;
  // Open addressing, at most half full; a slot holds a row or kNone. Tokens and ids are random
  // bytes, so that their first eight are a good hash.
  std::vector<std::uint32_t> streams_;  // -> the stream's newest row
  std::vector<std::uint32_t> ids_;      // -> the row of that id
};

}  // namespace dangol
