#include "gateway/http/event_cursor.h"

#include <charconv>
#include <memory>

#include <fmt/format.h>

namespace dangol {

namespace {

constexpr std::size_t kMarkBytes = 8;
constexpr std::string_view kDigits = "0123456789abcdef";

void append_mark(std::string& out, const Entry& entry) {
  for (std::size_t i = 0; i < kMarkBytes; ++i) {
    out += kDigits[entry.chain.bytes[i] >> 4];
    out += kDigits[entry.chain.bytes[i] & 15];
  }
}

Error no_cursor() { return {ErrorCode::kRejected, "the cursor is none that this server gave out"}; }

// The number up to `-` or the end, which leaves `rest` with it.
bool take_number(std::string_view& rest, std::uint64_t& number) {
  const std::size_t end = rest.find('-');
  const std::string_view text = rest.substr(0, end);
  const auto [read, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || bad != std::errc() || read != text.data() + text.size()) return false;
  rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
  return true;
}

Result<Entry> entry_at(const LogReader& log, Place place) {
  LogCursor::Item item;
  const auto cursor = log.read(place, ReadWords::kNo);
  Result<bool> found = cursor->next(item);
  if (!found.ok()) return found.error();
  if (!found.value()) return Error{ErrorCode::kNotFound, "the log ends before it"};
  return decode_entry(item.entry);
}

}  // namespace

EventCursor cursor_behind(Position position, const Entry& entry) {
  EventCursor cursor{PartitionId(0), position.next()};
  append_mark(cursor.mark, entry);
  return cursor;
}

void append_cursor(std::string& out, Position position, const Entry& entry) {
  fmt::format_to(std::back_inserter(out), "0-{}-", position.value() + 1);
  append_mark(out, entry);
}

std::string to_string(const EventCursor& cursor) {
  return fmt::format("{}-{}{}{}", cursor.partition.value(), cursor.next.value(),
                     cursor.mark.empty() ? "" : "-", cursor.mark);
}

Result<EventCursor> parse_cursor(std::string_view text) {
  const std::string_view given = text;
  std::uint64_t partition = 0, next = 0;
  if (!take_number(text, partition) || !take_number(text, next) || partition != 0) {
    return no_cursor();
  }
  const bool marked = text.size() == 2 * kMarkBytes && text.find_first_not_of(kDigits) == text.npos;
  if (next == 0 ? !text.empty() : !marked) return no_cursor();
  EventCursor cursor{PartitionId(0), Position(next), std::string(text)};
  if (to_string(cursor) != given) return no_cursor();
  return cursor;
}

Status check_cursor(const LogReader& log, const EventCursor& cursor) {
  if (cursor.next.value() == 0) return Done{};
  Result<Position> size = log.size(cursor.partition);
  if (!size.ok()) return size.error();
  if (cursor.next > size.value()) {
    return Error{ErrorCode::kNotFound,
                 fmt::format("the cursor is behind record {}, and the log has {}: it is of another "
                             "log, or of records that were cut off",
                             cursor.next.value(), size.value().value())};
  }
  const Position last(cursor.next.value() - 1);
  Result<Entry> entry = entry_at(log, {cursor.partition, last});
  if (!entry.ok()) return entry.error();
  if (cursor_behind(last, entry.value()) == cursor) return Done{};
  return Error{ErrorCode::kNotFound,
               fmt::format("the log has another record at {}: the cursor is of another log",
                           to_string(Place{cursor.partition, last}))};
}

Result<EventCursor> cursor_at_end(const LogReader& log) {
  Result<Position> size = log.size(PartitionId(0));
  if (!size.ok()) return size.error();
  if (size.value().value() == 0) return EventCursor{};
  const Position last(size.value().value() - 1);
  Result<Entry> entry = entry_at(log, {PartitionId(0), last});
  if (!entry.ok()) return entry.error();
  return cursor_behind(last, entry.value());
}

}  // namespace dangol
