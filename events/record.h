// A record's fixed part, and what binds records together: the entry, the stream's chain, the leaf.
//
//   entry := format u8 | stream token [16] | version u64 | recordedAt i64 | chain [32]
//          | SHA-256(core) [32] | SHA-256(words) [32]            big-endian; 129 bytes
//   chain(n) := SHA-256("dangol chain v1" | chain(n-1) | version u64 | SHA-256(core)
//                       | SHA-256(words))
//   chain(0) := 32 zero bytes
//   leaf := SHA-256(0x00 | entry)                             RFC 6962
//
// A record without words has 32 zero bytes for SHA-256(words). The entry outlives its words: it
// keeps their hash after they were removed. Do not change: these bytes are signed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "events/ids.h"
#include "events/outcome.h"

namespace dangol {

inline constexpr std::uint8_t kEntryFormat = 1;
inline constexpr std::size_t kEntryBytes = 129;

struct Entry {
  StreamToken stream;
  Version version;
  Micros recorded_at;  // stamped by the journal, once a frame
  Hash chain;
  Hash core;
  Hash words;  // zero: the record has none
  auto operator<=>(const Entry&) const = default;
};

std::string encode_entry(const Entry& entry);
// kCorrupt when the size or the format is not this one's.
Result<Entry> decode_entry(std::string_view bytes);

// The hash that stands in the entry for a record's words; empty: zero.
Hash words_hash(std::string_view words);

// `previous` is the chain of the stream's record before (zero hash before version 1).
Hash next_chain(const Hash& previous, Version version, const Hash& core, const Hash& words);

// The RFC 6962 leaf hash of an encoded entry.
Hash leaf_hash(std::string_view entry_bytes);

// The entry of the record that follows `previous` in its stream. recorded_at stays zero.
Entry next_entry(StreamToken stream, Version version, const Hash& previous_chain,
                 std::string_view core, std::string_view words);

// Checks core and words against the entry's hashes. Empty words pass with any hash: they may have
// been removed. kCorrupt names the part that differs.
Status verify_record(const Entry& entry, std::string_view core, std::string_view words);

// Checks that `entry` follows a record of version `before` and chain `previous_chain` of the
// stream. kCorrupt says what does not fit.
Status verify_follows(const Entry& entry, StreamToken stream, Version before,
                      const Hash& previous_chain);

}  // namespace dangol
