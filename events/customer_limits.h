// How much of a stream its state keeps: every bound of events/customer*.h, in one place. What is
// beyond one leaves the state (events/customer_left.h); the log has it for ever. A fact is never
// refused for it.
#pragma once

#include <cstdint>

#include "events/limits.h"

namespace dangol {

// Bounds are kept in batches, so that one record costs the same however many came before it: up to
// twice as much stands before the oldest leave. Part of the fold: other values, other states. Only
// tests pass others.
struct StateLimits {
  // Entities of one kind: those mentioned last, of the closed ones and of the others.
  std::uint32_t closed_kept = 1024;
  std::uint32_t open_kept = 16'384;
  std::uint32_t holds_kept = 256;     // not released
  std::uint32_t problems_kept = 256;  // on one stream; each names up to kMaxListItems issues

  // Inside one entity: steps of an issue, agents' steps of a contact, answers of a survey, decisions
  // on a problem.
  std::uint32_t steps_kept = 128;
  // Things without an id, a list: voices, reciprocations, unnamed cancellations, blocked paths,
  // corrections, merges, erasures, protections, reviews, authorities, policy values.
  std::uint32_t listed_kept = 256;
  std::uint32_t story_items_kept = 64;      // events, and consents, of one story
  std::uint32_t struck_agents_kept = 64;    // by the abuse in one contact
  std::uint32_t currencies_kept = 16;       // in one sum of money
  std::uint32_t waiting_kept = 64;          // issues that wait for one event as their evidence
  std::uint32_t erased_ranges_kept = 4096;  // of versions, of erasures that left

  // Ids of entities that left, by the newest departures: two sets of so many, eight bytes each.
  std::uint32_t left_kept = 6 << 20;

  // Tokens and texts: swept when there are twice as many as the last sweep left, and at least so
  // many, or so many bytes. What then still has more bytes makes entities leave early.
  std::uint32_t tokens_swept_at = 8192;
  std::uint32_t token_bytes = 256 << 20;
};
inline constexpr StateLimits kStateLimits;

// What decide() looks up about one of the newest events is in the state: it was mentioned no longer
// ago than the event.
static_assert(kStateLimits.closed_kept >= kRecentEvents);
// References are 32 bits, and one event brings less than its own size.
static_assert(std::uint64_t{kStateLimits.token_bytes} + kMaxEventBytes < UINT32_MAX);

}  // namespace dangol
