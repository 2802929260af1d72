#include "events/record.h"

#include <cstring>

#include <fmt/format.h>

#include "events/hash.h"

namespace dangol {
namespace {

constexpr std::string_view kChainLabel = "dangol chain v1";

std::array<char, 8> big_endian(std::uint64_t value) {
  std::array<char, 8> bytes;
  for (int i = 7; i >= 0; --i, value >>= 8) bytes[i] = static_cast<char>(value & 0xff);
  return bytes;
}

std::uint64_t from_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (unsigned char byte : bytes) value = value << 8 | byte;
  return value;
}

std::string_view view(const std::array<char, 8>& bytes) { return {bytes.data(), bytes.size()}; }

// Takes the front of a text whose length was checked.
std::string_view take(std::string_view& rest, std::size_t bytes) {
  const std::string_view front = rest.substr(0, bytes);
  rest.remove_prefix(bytes);
  return front;
}

Error corrupt(std::string message) { return Error{ErrorCode::kCorrupt, std::move(message)}; }

}  // namespace

std::string encode_entry(const Entry& entry) {
  std::string bytes;
  bytes.reserve(kEntryBytes);
  bytes.push_back(static_cast<char>(kEntryFormat));
  bytes += entry.stream.view();
  bytes += view(big_endian(entry.version.value()));
  bytes += view(big_endian(static_cast<std::uint64_t>(entry.recorded_at.value())));
  bytes += entry.chain.view();
  bytes += entry.core.view();
  bytes += entry.words.view();
  return bytes;
}

Result<Entry> decode_entry(std::string_view bytes) {
  if (bytes.size() != kEntryBytes) {
    return corrupt(
        fmt::format("an entry has {} bytes, this one has {}", kEntryBytes, bytes.size()));
  }
  const auto format = static_cast<std::uint8_t>(take(bytes, 1)[0]);
  if (format != kEntryFormat) {
    return corrupt(fmt::format("entry format {} is not known, only {}", format, kEntryFormat));
  }
  Entry entry;
  entry.stream = StreamToken::from(take(bytes, 16));
  entry.version = Version(from_big_endian(take(bytes, 8)));
  entry.recorded_at = Micros(static_cast<std::int64_t>(from_big_endian(take(bytes, 8))));
  entry.chain = Hash::from(take(bytes, 32));
  entry.core = Hash::from(take(bytes, 32));
  entry.words = Hash::from(take(bytes, 32));
  return entry;
}

Hash words_hash(std::string_view words) { return words.empty() ? Hash{} : sha256(words); }

Hash next_chain(const Hash& previous, Version version, const Hash& core, const Hash& words) {
  return sha256(
      {kChainLabel, previous.view(), view(big_endian(version.value())), core.view(), words.view()});
}

Hash leaf_hash(std::string_view entry_bytes) {
  return sha256({std::string_view("\0", 1), entry_bytes});
}

Entry next_entry(StreamToken stream, Version version, const Hash& previous_chain,
                 std::string_view core, std::string_view words) {
  Entry entry;
  entry.stream = stream;
  entry.version = version;
  entry.core = sha256(core);
  entry.words = words_hash(words);
  entry.chain = next_chain(previous_chain, version, entry.core, entry.words);
  return entry;
}

Status verify_record(const Entry& entry, std::string_view core, std::string_view words) {
  if (sha256(core) != entry.core) return corrupt("the core is not the one its entry names");
  if (!words.empty() && sha256(words) != entry.words) {
    return corrupt("the words are not the ones their entry names");
  }
  return Done{};
}

Status verify_follows(const Entry& entry, StreamToken stream, Version before,
                      const Hash& previous_chain) {
  if (entry.stream != stream) return corrupt("the entry is of another stream");
  if (entry.version != before.next()) {
    return corrupt(fmt::format("version {} stands where {} should", entry.version.value(),
                               before.next().value()));
  }
  if (entry.chain != next_chain(previous_chain, entry.version, entry.core, entry.words)) {
    return corrupt(fmt::format("the chain breaks at version {}", entry.version.value()));
  }
  return Done{};
}

}  // namespace dangol
