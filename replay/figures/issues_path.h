// The way that one issue takes: where the person looked for us, the contacts and their channels, who
// came in, to whom it was handed. Only for the figures about issues.
#pragma once

#include <vector>

#include "replay/figures/issues_book.h"

namespace dangol {

struct PathStop {
  enum class Kind : std::uint8_t { kBlocked, kContact, kLeg, kJoined, kParty };
  Kind kind{};
  // A path that was blocked, the contact's start (or, when that is not known, what names it), an
  // agent who joined; a hand-off, escalation or deflection.
  const Step* step = nullptr;
};

struct IssuePath {
  std::vector<PathStop> stops;  // in time
  std::size_t channels = 0;     // different ones of its contacts, as far as known
};

// Of all issues of a book; built once for a person.
class Paths {
 public:
  // A path that was blocked before there was any contact belongs to the next issue of the person that
  // is opened within `days`. `book` outlives it.
  Paths(const IssueBook& book, std::uint32_t days);
  IssuePath of(const IssueFacts& issue) const;

 private:
  using Numbered = std::pair<EntityKey, const Step*>;
  std::span<const Numbered> in(const std::vector<Numbered>& steps, EntityKey key) const;

  const IssueBook& book_;
  std::vector<Numbered> in_contacts_;  // blocked and joined, by contact
  std::vector<Numbered> before_;       // blocked without a contact, by the issue that they led to
};

}  // namespace dangol
