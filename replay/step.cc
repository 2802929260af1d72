#include "replay/step.h"

#include <chrono>
#include <cstring>
#include <string>
#include <unordered_map>

#include "events/hash.h"

namespace dangol {

namespace {

constexpr std::int64_t kMicrosAMinute = 60'000'000;
constexpr std::int64_t kMicrosADay = 24 * 60 * kMicrosAMinute;
// Topics, products and queues repeat; their hashes are not computed again.
constexpr std::size_t kTextsRemembered = 4096;

std::uint64_t first_eight(std::string_view bytes) {
  std::uint64_t key = 0;
  std::memcpy(&key, bytes.data(), std::min(bytes.size(), sizeof key));
  return key;
}

}  // namespace

EntityKey entity_key(std::string_view sealed) { return first_eight(sealed); }

TextKey text_key(std::string_view text) {
  if (text.empty()) return 0;
  struct Hasher {
    using is_transparent = void;
    std::size_t operator()(std::string_view view) const {
      return std::hash<std::string_view>()(view);
    }
  };
  thread_local std::unordered_map<std::string, TextKey, Hasher, std::equal_to<>> known;
  if (const auto found = known.find(text); found != known.end()) return found->second;
  const TextKey key = first_eight(sha256(text).view());
  if (known.size() >= kTextsRemembered) known.clear();
  known.emplace(text, key);
  return key;
}

std::int64_t month_of_day(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  return (static_cast<int>(date.year()) - 1970) * std::int64_t{12} +
         static_cast<unsigned>(date.month()) - 1;
}

std::int64_t Step::local_day() const {
  const std::int64_t local = occurred.value() + offset * kMicrosAMinute;
  return local >= 0 ? local / kMicrosADay : -((-local + kMicrosADay - 1) / kMicrosADay);
}

StreamToken Step::token() const {
  StreamToken token;
  std::memcpy(token.bytes.data(), &value, sizeof value);
  std::memcpy(token.bytes.data() + sizeof value, &key, sizeof key);
  return token;
}

void Step::set_token(StreamToken token) {
  std::memcpy(&value, token.bytes.data(), sizeof value);
  std::memcpy(&key, token.bytes.data() + sizeof value, sizeof key);
}

}  // namespace dangol
