// How the state stays within its bounds (events/customer_limits.h): what leaves it, when, and what
// stays known of it. Part of the fold: pure, the same live, in recovery and in replay, so also by way
// of a snapshot. Only for .cc files of the state to include.
#pragma once

#include <algorithm>
#include <vector>

#include "events/customer.h"

namespace dangol {

// Lets go of what is beyond the bounds. Called before a record is folded, so that what the last one
// touched is there for whoever asks. Costs a few comparisons, and for one record in a thousand a walk
// over the state. References to tokens change their meaning.
void settle(Customer& customer, const StateLimits& limits);

// The past of an entity that is being put into the state again, or for the first time.
Past come_back(Customer& customer, EntityKind kind, TokenRef id);
// The entity is not in the state any more; `past` says what was known of it.
void leave(Customer& customer, EntityKind kind, TokenRef id, Past past, const StateLimits& limits);

// Steps of an entity, or things without an id, that leave; and their findings.
void note_steps_left(Customer& customer, std::uint64_t count);
void note_irregular_left(Customer& customer, std::uint64_t findings);

// Drops the first `kept` of a list of twice as many; how many that were.
template <class Item>
std::uint32_t drop_oldest(std::vector<Item>& list, std::uint32_t kept) {
  if (list.size() < std::size_t{2} * kept) return 0;
  list.erase(list.begin(), list.begin() + kept);
  return kept;
}

// Folds an issue's first steps for good. REQUIRES: it has so many.
void fold_away(Customer& customer, Issue& issue, std::uint32_t count);
// The step leaves; the event it cites may be nobody's evidence any more.
void uncite(Customer& customer, const IssueStep& step);
// Drops a contact's oldest agents' steps if there are twice as many as are kept.
void drop_agent_steps(Customer& customer, Contact& contact, std::uint32_t kept);
// Drops a survey's oldest answers if there are twice as many as are kept.
void drop_answers(Customer& customer, Survey& survey, std::uint32_t kept);
// Counts what does not fit of the reciprocations that the next one pushes out.
void note_reciprocations_leave(Customer& customer, std::uint32_t kept);
// Keeps an erasure; what the oldest erased stays known as ranges of versions.
void keep_erasure(Customer& customer, Erasure erasure, const StateLimits& limits);

// Drops the tokens and texts that nothing in the state names.
void sweep_tokens(Customer& customer);

}  // namespace dangol
