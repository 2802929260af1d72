// A log of seven streams with its Merkle tree, in frames of a hundred records, as a journal writes it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "events/record.h"
#include "store/event_log.h"
#include "store/log_tree.h"

namespace dangol::test {

inline constexpr std::uint64_t kGrownFrame = 100;

// The same bytes for the same position, whoever asks.
inline std::string grown_core(std::uint64_t position) { return "core " + std::to_string(position); }
inline std::string grown_words(std::uint64_t position) {
  return position % 3 == 0 ? "words " + std::to_string(position) : "";
}

struct GrownLog {
  std::map<std::uint64_t, Hash> roots;  // after each frame, by size

  // Appends `frames` frames to an empty log, recorded from `first_time` on; `spoil` may change each
  // before it is stored.
  GrownLog(EventLog& log, std::uint64_t frames, const std::function<void(Frame&)>& spoil = {},
           std::int64_t first_time = 1'700'000'000'000'000) {
    const Claim claim = log.claim(PartitionId(0)).value();
    LogTree tree;
    std::map<StreamToken, Entry> last;
    for (std::uint64_t number = 0; number < frames; ++number) {
      Frame frame;
      frame.first = Position(tree.size());
      while (frame.records.size() < kGrownFrame) {
        const std::uint64_t at = tree.size();
        StreamToken token;
        token.bytes[0] = static_cast<std::uint8_t>(at % 7);
        const Entry& before = last[token];
        LogRecord record{{}, grown_core(at), grown_words(at)};
        Entry entry =
            next_entry(token, before.version.next(), before.chain, record.core, record.words);
        entry.recorded_at = Micros(first_time + static_cast<std::int64_t>(number));
        last[token] = entry;
        record.entry = encode_entry(entry);
        tree.add(record.entry, frame.tiles);
        frame.records.push_back(std::move(record));
      }
      frame.tree_root = tree.root().view();
      roots[tree.size()] = tree.root();
      if (spoil) spoil(frame);
      log.append(claim, frame, [](Append) {});
    }
  }
};

}  // namespace dangol::test
