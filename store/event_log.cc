#include "store/event_log.h"

#include <algorithm>
#include <future>

#include <fmt/format.h>

#include "events/limits.h"
#include "events/record.h"
#include "store/format.h"
#include "store/limits.h"

namespace dangol {

Error no_such_tile(TileName name) {
  return {ErrorCode::kNotFound,
          fmt::format("the tree has no full tile {} of level {}", name.index, name.level)};
}

Append append_and_wait(EventLog& log, const Claim& claim, const Frame& frame) {
  // append() blocks, or answers from another thread.
  std::promise<Append> stored;
  std::future<Append> answer = stored.get_future();
  log.append(claim, frame, [&stored](Append told) { stored.set_value(told); });
  return answer.get();
}

const char* removal_fault(const std::vector<Position>& positions, Position size) {
  if (positions.size() > kRemovedWordsAtOnce) return "too many positions at once";
  if (!std::is_sorted(positions.begin(), positions.end())) return "the positions do not ascend";
  if (!positions.empty() && positions.back() >= size) return "a position lies behind the log's end";
  return nullptr;
}

std::size_t frame_bytes(const Frame& frame) {
  std::size_t bytes = format::kFrameHeaderFixedBytes + frame.tree_root.size();
  for (const LogRecord& record : frame.records) {
    bytes += format::kPositionKeyBytes + record.entry.size() + record.core.size();
    if (!record.words.empty()) bytes += format::kPositionKeyBytes + record.words.size();
  }
  for (const Tile& tile : frame.tiles) bytes += format::kTileKeyBytes + tile.hashes.size();
  for (const SideRow& row : frame.side_rows) {
    bytes += row.key.size() + (row.value ? row.value->size() : 0);
  }
  return bytes;
}

const char* frame_fault(const Frame& frame, Position size) {
  if (frame.records.empty() && frame.side_rows.empty() && frame.tiles.empty()) {
    return "the frame is empty";
  }
  if (frame.first != size) return "the frame does not begin at the end of the log";
  if (frame.records.size() > kMaxFrameRecords) return "the frame holds too many records";
  if (frame.tree_root.size() > format::kTreeRootBytes) return "the tree's root is too long";
  for (const LogRecord& record : frame.records) {
    if (record.entry.size() != kEntryBytes) return "an entry has a wrong length";
  }
  for (const Tile& tile : frame.tiles) {
    if (tile.hashes.size() != kTileHashes * 32) return "a tile has a wrong length";
  }
  for (const SideRow& row : frame.side_rows) {
    if (row.key.empty()) return "a side row has no key";
  }
  if (frame_bytes(frame) > kMaxFrameBytes) return "the frame is too large";
  return nullptr;
}

}  // namespace dangol
