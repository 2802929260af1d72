// The members of a figure's sets, with who and what they are as far as the reader may know it.
#pragma once

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
  std::string time;  // when it happened, as precisely as it is known
};

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
                                               const ReaderRights& rights);

}  // namespace dangol
