#include "events/customer_tokens.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace dangol {
namespace {

constexpr std::size_t kLookThroughTokens = 24;  // entries; a scan is faster up to here

// With less to spare than a string of its own accord.
void make_room_for(std::string& text, std::size_t more) {
  std::string roomier;
  roomier.reserve(text.size() + std::max(more, text.size() / 4));
  roomier.append(text);
  text = std::move(roomier);
}

std::size_t hash_of(std::string_view bytes) { return std::hash<std::string_view>{}(bytes); }

}  // namespace

std::string_view TokenTable::entry(std::uint32_t ref) const {
  if (ref == 0) return {};
  const std::uint32_t begin = ref == 1 ? 0 : ends_[ref - 2];
  return std::string_view(bytes_).substr(begin, ends_[ref - 1] - begin);
}

std::uint32_t TokenTable::lookup(std::string_view bytes) const {
  if (bytes.empty()) return 0;
  if (const auto* slots = slots_.get()) {
    const std::size_t mask = slots->size() - 1;
    for (std::size_t at = hash_of(bytes) & mask; (*slots)[at] != 0; at = (at + 1) & mask)
      if (entry((*slots)[at]) == bytes) return (*slots)[at];
    return 0;
  }
  for (std::uint32_t ref = 1; ref <= ends_.size(); ++ref)
    if (entry(ref) == bytes) return ref;
  return 0;
}

std::uint32_t TokenTable::intern(std::string_view bytes) {
  if (const std::uint32_t known = lookup(bytes); known != 0 || bytes.empty()) return known;
  if (bytes_.size() + bytes.size() > bytes_.capacity()) make_room_for(bytes_, bytes.size());
  bytes_.append(bytes);
  make_room(ends_);
  ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
  const auto ref = static_cast<std::uint32_t>(ends_.size());
  if (ref > kLookThroughTokens) index(ref);
  return ref;
}

// Keeps the slots at most half full, so that a search is short and always ends.
void TokenTable::index(std::uint32_t ref) {
  auto& slots = slots_.make();
  const auto put = [&](std::uint32_t r) {
    const std::size_t mask = slots.size() - 1;
    std::size_t at = hash_of(entry(r)) & mask;
    while (slots[at] != 0) at = (at + 1) & mask;
    slots[at] = r;
  };
  if (slots.size() >= 2 * std::size_t(ref)) return put(ref);
  slots.assign(std::max<std::size_t>(64, 2 * slots.size()), 0);
  for (std::uint32_t r = 1; r <= ref; ++r) put(r);
}

bool TokenTable::rebuild() {
  std::uint32_t end = 0;
  for (const std::uint32_t next : ends_) {
    if (next <= end) return false;
    end = next;
  }
  if (end != bytes_.size()) return false;
  index_all();
  return true;
}

void TokenTable::index_all() {
  slots_.clear();
  if (ends_.size() <= kLookThroughTokens) return;
  std::size_t slots = 64;
  while (slots < 2 * ends_.size()) slots *= 2;
  slots_.make().assign(slots / 2, 0);  // index() doubles it and puts every entry
  index(static_cast<std::uint32_t>(ends_.size()));
}

bool TokenTable::sweep_due(const StateLimits& limits) const {
  return ends_.size() >= std::max<std::size_t>(limits.tokens_swept_at, std::size_t{2} * kept_) ||
         bytes_.size() >= limits.token_bytes;
}

std::vector<std::uint32_t> TokenTable::sweep(const std::vector<bool>& used) {
  std::vector<std::uint32_t> renamed(ends_.size() + 1, 0);
  std::string bytes;
  std::vector<std::uint32_t> ends;
  for (std::uint32_t ref = 1; ref <= ends_.size(); ++ref) {
    if (!used[ref]) continue;
    bytes.append(entry(ref));
    ends.push_back(static_cast<std::uint32_t>(bytes.size()));
    renamed[ref] = static_cast<std::uint32_t>(ends.size());
  }
  bytes_ = std::move(bytes);
  ends_ = std::move(ends);
  kept_ = static_cast<std::uint32_t>(ends_.size());
  index_all();
  return renamed;
}

}  // namespace dangol
