#include "events/customer_left.h"

#include <algorithm>
#include <atomic>
#include <bit>

namespace dangol {
namespace {

// Part of the format: FNV-1a, then the finish of MurmurHash3, so that ids that differ in their last
// letter only are spread as well as sealed ones.
std::uint64_t hash_of(EntityKind kind, std::string_view id) {
  std::uint64_t hash = 0xcbf29ce484222325 ^ static_cast<std::uint64_t>(kind);
  for (const char byte : id) hash = (hash ^ static_cast<std::uint8_t>(byte)) * 0x100000001b3;
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
  hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
  return hash ^ (hash >> 33);
}

}  // namespace

// ---- LeftSet

Past LeftSet::find(std::uint64_t hash) const {
  if (!slots_) return {};
  const Slots& slots = *slots_;
  const std::uint64_t wanted = hash >> kPastBits;
  for (std::size_t at = home(hash); at < slots.size() && slots[at] != 0; ++at) {
    const std::uint64_t found = slots[at] >> kPastBits;
    if (found < wanted) continue;
    if (found > wanted) break;
    return Past{static_cast<std::uint8_t>(slots[at] & ((1u << kPastBits) - 1))};
  }
  return {};
}

void LeftSet::put(std::uint64_t hash, Past past) {
  if (!slots_ || size_ >= (std::size_t{1} << (64 - shift_)) / 4 * 3)
    lay_out(slots_ ? std::size_t{2} << (64 - shift_) : kFirstSlots);
  Slots& slots = own();
  std::uint64_t member = (hash >> kPastBits << kPastBits) | past.bits;
  const std::uint64_t wanted = hash >> kPastBits;
  std::size_t at = home(hash);
  while (at < slots.size() && slots[at] != 0 && slots[at] >> kPastBits < wanted) ++at;
  if (at < slots.size() && slots[at] >> kPastBits == wanted && slots[at] != 0) {
    slots[at] = member;
    return;
  }
  ++size_;
  for (; at < slots.size(); ++at) {
    std::swap(slots[at], member);
    if (member == 0) return;
  }
  slots.push_back(member);
}

void LeftSet::reserve(std::size_t count) {
  std::size_t slots = kFirstSlots;
  while (count > slots / 4 * 3) slots *= 2;
  if (count > 0) lay_out(slots);
}

bool LeftSet::append(std::uint64_t member) {
  Slots& slots = *slots_;
  if (!Past{static_cast<std::uint8_t>(member)}.left()) return false;
  std::size_t at = home(member);
  while (at < slots.size() && slots[at] != 0) ++at;
  if (at > 0 && slots[at - 1] >> kPastBits >= member >> kPastBits) return false;
  ++size_;
  if (at == slots.size())
    slots.push_back(member);
  else
    slots[at] = member;
  return true;
}

// REQUIRES: slots is a power of two, and more than the members.
void LeftSet::lay_out(std::size_t slots) {
  const std::shared_ptr<Slots> before = std::move(slots_);
  slots_ = std::make_shared<Slots>(slots, 0);
  shift_ = 64 - std::countr_zero(slots);
  size_ = 0;
  if (!before) return;
  for (const std::uint64_t member : *before)
    if (member != 0) append(member);
}

LeftSet::Slots& LeftSet::own() {
  if (slots_.use_count() > 1) slots_ = std::make_shared<Slots>(*slots_);
  // Whoever shared them has read them for the last time before it let go of them.
  std::atomic_thread_fence(std::memory_order_acquire);
  return *slots_;
}

// ---- Left

void Left::add(EntityKind kind, std::string_view id, Past past, std::uint32_t kept) {
  if (counts.size() < kEntityKinds) counts.resize(kEntityKinds);
  LeftCount& count = counts[static_cast<std::size_t>(kind)];
  ++(past.open() ? count.open : count.closed);
  newer.put(hash_of(kind, id), past);
  if (newer.size() < kept) return;
  older = std::move(newer);
  newer = {};
}

Past Left::find(EntityKind kind, std::string_view id) const {
  const std::uint64_t hash = hash_of(kind, id);
  const Past past = newer.find(hash);
  return past.left() ? past : older.find(hash);
}

Past Left::take_back(EntityKind kind, std::string_view id) {
  const Past past = find(kind, id);
  if (!past.left() || counts.size() < kEntityKinds) return past;
  LeftCount& count = counts[static_cast<std::size_t>(kind)];
  std::uint64_t& of = past.open() ? count.open : count.closed;
  if (of > 0) --of;
  return past;
}

}  // namespace dangol
