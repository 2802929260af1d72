#include "events/customer_recent.h"

namespace dangol {

std::optional<RecentEvents::Found> RecentEvents::found(std::size_t slot) const {
  const std::uint64_t newest = newest_.value();
  const std::uint64_t back = (newest - 1 - slot) % kRecentEvents;
  return Found{Version(newest - back), events_[slot]};
}

std::optional<RecentEvents::Found> RecentEvents::find(const IdToken& id) const {
  if (const Chains* chains = chains_.get()) {
    for (Slot at = chains->head[chains->bucket(id)]; at != kNone; at = chains->next[at])
      if (events_[at].id == id) return found(at);
    return std::nullopt;
  }
  for (std::size_t slot = 0; slot < events_.size(); ++slot)
    if (events_[slot].id == id) return found(slot);
  return std::nullopt;
}

std::optional<RecentEvents::Found> RecentEvents::leaving() const {
  if (events_.size() < kRecentEvents) return std::nullopt;
  return found(newest_.value() % kRecentEvents);
}

void RecentEvents::add(Version version, const RecentEvent& event) {
  newest_ = version;
  const std::size_t slot = (version.value() - 1) % kRecentEvents;
  if (slot < events_.size()) {
    unlink(slot);
    events_[slot] = event;
  } else {
    make_room(events_);
    events_.push_back(event);
  }
  const Chains* chains = chains_.get();
  if (chains && slot < chains->head.size()) return link(slot);
  if (events_.size() > kLookThrough) link_all();
}

void RecentEvents::link_all() {
  std::size_t size = 2 * kLookThrough;
  while (size < events_.size()) size *= 2;
  Chains& chains = chains_.make();
  chains.head.assign(size, kNone);
  chains.next.assign(size, kNone);
  for (std::size_t slot = 0; slot < events_.size(); ++slot) link(slot);
}

void RecentEvents::link(std::size_t slot) {
  Chains& chains = *chains_.get();
  Slot& head = chains.head[chains.bucket(events_[slot].id)];
  chains.next[slot] = head;
  head = static_cast<Slot>(slot);
}

void RecentEvents::unlink(std::size_t slot) {
  Chains* chains = chains_.get();
  if (!chains) return;
  Slot* at = &chains->head[chains->bucket(events_[slot].id)];
  while (*at != slot) at = &chains->next[*at];
  *at = chains->next[slot];
}

bool RecentEvents::rebuild() {
  const std::uint64_t newest = newest_.value();
  if (events_.size() != std::min<std::uint64_t>(newest, kRecentEvents)) return false;
  chains_.clear();
  if (events_.size() > kLookThrough) link_all();
  return true;
}

}  // namespace dangol
