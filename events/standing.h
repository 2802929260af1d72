// What follows from a stream's state as a whole. Pure: no clock says what is due, only when.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "events/customer.h"

namespace dangol {

// This stream was merged into another, which takes its decisions from then on.
bool absorbed(const Customer& customer);

// The promise that the clock must look at next: of those that nothing known keeps, releases or
// lapses, the one whose window ends first. Null: there is none. The clock watches no promise whose
// making is history from elsewhere, none that was made before the person was forgotten, and none of
// a stream that was merged into another. Valid until the state changes. O(promises).
const Promise* next_due(const Customer& customer);

// An open issue for which a solution is proposed, and nobody has been heard of since.
struct Silence {
  TokenRef issue;
  TokenRef resolution;  // proposed last
  Micros since;         // the last word about the issue: it is from here that days are counted
};
// What the clock may take for a confirmation once it lasted: nothing when the last proposal is history
// from elsewhere, was rejected or the issue reopened since, when it was made before the person was
// forgotten, or when the contact that the issue came up in was somebody else's. O(its steps).
std::optional<Silence> silence_of(const Customer& customer, const Issue& issue);
// The one that began first; nothing on a stream that was merged into another. O(issues and steps).
std::optional<Silence> first_silence(const Customer& customer);

// The same thing came back to the person.
struct Recurrence {
  TokenRef issue;
  TokenRef earlier;  // of the same product, topic and symptom
  Micros opened;     // when it came back
  Micros since;      // the earlier one's last proposal or confirmation before that
};
// The recurrences that a word about `about` shows: that it repeats an earlier issue, and that others
// repeat it, opened at most `window_days` after a solution was proposed or confirmed. Of several earlier
// issues the one that looked solved last. Nothing of an issue that a recurrence was told of, or whose
// contact was somebody else's, and nothing on a stream that was merged into another. O(issues).
std::vector<Recurrence> recurrences_with(const Customer& customer, const Issue& about,
                                         std::uint32_t window_days);

// The last word about the issue: its opening, a proposal, a contact that touched it, or a message of the
// person in one.
Micros last_word(const Customer& customer, const Issue& issue);

}  // namespace dangol
