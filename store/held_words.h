// Which words a law keeps when the rest of a stream's are erased.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/customer.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "store/vault.h"

namespace dangol {

// The holds of a stream that are in force at a moment.
class HeldWords {
 public:
  // As if these were released.
  HeldWords(const Customer& stream, Micros at, std::span<const TokenRef> released = {});
  bool any() const { return !holds_.empty(); }
  bool covers(Version version, Purpose purpose) const;
  // Of each of these purposes that some hold covers: why its words stay, and until when at most.
  std::vector<Keeping> keepings(const std::vector<Purpose>& purposes) const;
  // The same of the purposes that a hold names beside them: an erasure lists what is under a hold, also
  // where no words are.
  std::vector<Keeping> listed(std::vector<Purpose> purposes) const;

 private:
  struct Held {
    std::vector<std::uint64_t> versions;  // empty: all
    std::uint32_t purposes = 0;           // a bit each; 0: all
    Micros until;
    std::string law;
    bool of(Purpose purpose) const;
  };
  std::vector<Held> holds_;
};

// The purpose for which a record's words are held. kCorrupt: these are no words.
Result<Purpose> purpose_of_words(std::string_view words);

}  // namespace dangol
