// The members of a figure's sets, with who and what they are as far as the reader may know it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "events/outcome.h"
#include "events/sealing_open.h"
#include "replay/figure.h"
#include "store/store.h"

namespace dangol {

struct DecidingRecord {
  Place place;
  std::string type;  // `issue.opened`
  std::string time;  // when it happened, as precisely as it is known; empty: not shown
};

// Where members are shown. What leaves for other programs names no member of staff and has no times at
// which they came and went, so nobody's work can be timed or counted there either.
enum class ShownTo : std::uint8_t { kReader, kPrograms };

struct OpenedMember {
  const Member* member = nullptr;
  // A subject; `erased`; without the right to names a short text that stands for the person.
  std::string person;
  std::string field;  // what kind of thing: `issueId`; empty: the person
  std::string thing;  // its id; without the right, or erased, a short text that stands for it
  std::vector<DecidingRecord> deciding;
};

// Looks up the records of a few members: one reading of the log.
Result<std::vector<OpenedMember>> open_members(Store& store, std::span<const Member> members,
                                               const ReaderRights& rights, ShownTo to);

}  // namespace dangol
