// Records copied out of a log's cursor, on their way to another thread.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "events/record.h"
#include "replay/limits.h"
#include "store/event_log.h"

namespace dangol {

// Each part begins at a word, so that a core is read where it stands.
struct RecordChunk {
  struct Record {
    Position position;
    std::uint32_t entry_at;  // in words, from the chunk's beginning
    std::uint32_t core_bytes;
    std::uint32_t words_bytes;
  };
  std::vector<Record> records;
  std::vector<std::uint64_t> words;

  static constexpr std::size_t kEntryWords = (kEntryBytes + 7) / 8;

  void add(const LogCursor::Item& item) {
    if (words.capacity() == 0) words.reserve(kChunkBytes / 8 + kChunkBytes / 64);
    records.push_back({item.position, static_cast<std::uint32_t>(words.size()),
                       static_cast<std::uint32_t>(item.core.size()),
                       static_cast<std::uint32_t>(item.words.size())});
    append(item.entry);
    append(item.core);
    append(item.words);
  }
  std::string_view entry(const Record& record) const {
    return {bytes(record.entry_at), kEntryBytes};
  }
  std::string_view core(const Record& record) const {
    return {bytes(record.entry_at + kEntryWords), record.core_bytes};
  }
  std::string_view sealed(const Record& record) const {
    return {bytes(record.entry_at + kEntryWords + (record.core_bytes + 7) / 8), record.words_bytes};
  }
  std::size_t bytes() const { return words.size() * sizeof(std::uint64_t); }

 private:
  const char* bytes(std::size_t word) const {
    return reinterpret_cast<const char*>(words.data() + word);
  }
  void append(std::string_view part) {
    if (part.empty()) return;
    const std::size_t at = words.size();
    words.resize(at + (part.size() + 7) / 8);
    std::memcpy(words.data() + at, part.data(), part.size());
  }
};

}  // namespace dangol
