// Records and frames for tests of the log: their bytes say where they stand.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/record.h"
#include "store/event_log.h"

namespace dangol::test {

inline std::string core_at(std::uint64_t position) { return "core " + std::to_string(position); }
// Every third record has words.
inline std::string words_at(std::uint64_t position) {
  return position % 3 == 0 ? "words " + std::to_string(position) : "";
}

inline LogRecord record_at(std::uint64_t position) {
  LogRecord record;
  record.core = core_at(position);
  record.words = words_at(position);
  StreamToken token;
  token.bytes[0] = static_cast<std::uint8_t>(position % 7);
  record.entry =
      encode_entry(next_entry(token, Version(position / 7 + 1), Hash{}, record.core, record.words));
  return record;
}

inline Frame frame_of(std::uint64_t first, std::uint64_t count) {
  Frame frame;
  frame.first = Position(first);
  for (std::uint64_t i = 0; i < count; ++i) frame.records.push_back(record_at(first + i));
  frame.tree_root = "edge " + std::to_string(first + count);
  return frame;
}

inline Append append(EventLog& log, const Claim& claim, Frame frame) {
  std::optional<Append> answer;
  log.append(claim, std::move(frame), [&answer](Append result) { answer = result; });
  return answer.value();
}

}  // namespace dangol::test
