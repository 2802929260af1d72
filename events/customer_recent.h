// The newest events of a stream: tells a resent event from a new one, and who said what another
// event cites as its evidence. Older events are found through the stream index instead.
#pragma once

#include <optional>
#include <vector>

#include "events/customer_basics.h"
#include "events/limits.h"

namespace dangol {

// Whose word an event is: its actor's, or for a message its author's, or for a survey answer,
// praise, a complaint or a rejection the customer's, whoever passed it on.
enum class Author : std::uint8_t { kUnknown, kCustomer, kStaff, kOther };

struct RecentEvent {
  IdToken id;
  ContentDigest digest;
  Micros at;         // occurred
  TokenRef contact;  // the contact it belongs to, if it names one
  Author author = Author::kUnknown;
  static void visit(auto& self, auto& v) {
    v("id", self.id);
    v("digest", self.digest);
    v("at", self.at);
    v("contact", self.contact);
    v("author", self.author);
  }
};

// The newest kRecentEvents events. An event of version n stands in slot (n - 1) % kRecentEvents.
class RecentEvents {
 public:
  struct Found {
    Version version;
    const RecentEvent& event;
  };
  // Nullopt: not among the newest; an older one may still have this identity.
  std::optional<Found> find(const IdToken& id) const;
  // The event that the next add() pushes out; nullopt: there is room.
  std::optional<Found> leaving() const;
  // REQUIRES: versions come gapless, from 1.
  void add(Version version, const RecentEvent& event);

  std::size_t index_bytes() const {
    const Chains* chains = chains_.get();
    return chains ? sizeof(Chains) + 2 * chains->head.capacity() * sizeof(Slot) : 0;
  }

  static void visit(auto& self, auto& v) {
    v("newest", self.newest_);
    v("events", self.events_);
  }
  bool rebuild();

 private:
  using Slot = std::uint16_t;
  static constexpr std::size_t kLookThrough = 32;  // events; a scan is faster up to here
  static constexpr Slot kNone = 0xffff;
  struct Chains {                  // slots of equal bucket, newest first
    std::vector<Slot> head, next;  // of equal size, a power of two
    std::size_t bucket(const IdToken& id) const { return Bytes16Hasher{}(id) & (head.size() - 1); }
  };
  std::optional<Found> found(std::size_t slot) const;
  void link(std::size_t slot);
  void unlink(std::size_t slot);
  void link_all();

  Version newest_;
  std::vector<RecentEvent> events_;
  Box<Chains> chains_;
};

}  // namespace dangol
