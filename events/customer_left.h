// What has left the state: entities closed long ago, and the oldest of what has no end. Of each
// entity stays its id as eight bytes, with what decides how a late fact about it is taken: whether
// its beginning and its end were known. So it is not taken for a new one; a late fact brings it back
// as one whose earlier facts only the log has.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "events/customer_table.h"

namespace dangol {

// Appended to only: the values are in the ids' hashes.
enum class EntityKind : std::uint8_t {
  kNone,
  kContact,
  kSession,
  kWait,
  kIssue,
  kPromise,
  kSurvey,
  kOrder,
  kCancellation,
  kReturn,
  kRefund,
  kNote,
  kKindness,
  kReciprocation,
  kRequest,
  kHold,
  kProblem,
  kStory,
  kMerge,  // by the absorbed stream
};
inline constexpr std::size_t kEntityKinds = static_cast<std::size_t>(EntityKind::kMerge) + 1;

// A set of ids, each 60 bits of hash and the bits of its Past. Two ids in ten million share their
// 60 bits with a probability of 1 in 20,000. Copies share their memory until one changes.
class LeftSet {
 public:
  // Nothing left: all bits are 0.
  Past find(std::uint64_t hash) const;
  // Adds it, or gives it another past. REQUIRES: past.left().
  void put(std::uint64_t hash, Past past);
  std::size_t size() const { return size_; }
  std::size_t heap_bytes() const { return slots_ ? slots_->capacity() * sizeof(std::uint64_t) : 0; }

  // ---- For the byte form: the members in ascending order.
  template <class Take>
  void each(Take take) const {
    if (!slots_) return;
    for (const std::uint64_t member : *slots_)
      if (member != 0) take(member);
  }
  // Room for so many. REQUIRES: empty.
  void reserve(std::size_t count);
  // False: not above all before, or nobody's past. REQUIRES: reserved.
  bool append(std::uint64_t member);

 private:
  // Open addressing by the highest bits of the hash, in ascending order: equal sets are laid out
  // equally, whatever the order of arrival, and a walk is sorted.
  using Slots = std::vector<std::uint64_t>;
  static constexpr std::size_t kFirstSlots = 1024;
  static constexpr int kPastBits = 4;
  std::size_t home(std::uint64_t member) const { return member >> shift_; }
  void lay_out(std::size_t slots);
  Slots& own();

  std::shared_ptr<Slots> slots_;
  std::size_t size_ = 0;
  int shift_ = 64;  // 64 - log2 of the number of homes
};

struct LeftCount {
  std::uint64_t closed = 0;
  std::uint64_t open = 0;
  static void visit(auto& self, auto& v) {
    v("closed", self.closed);
    v("open", self.open);
  }
};

struct Left {
  std::vector<LeftCount> counts;  // entities that are not in the state, by EntityKind
  std::uint64_t steps = 0;        // and things without an id
  std::uint64_t irregular = 0;    // findings that what left had
  LeftSet newer;
  LeftSet older;  // takes the place of `newer` when that is full, and is then forgotten
  static void visit(auto& self, auto& v) {
    v("counts", self.counts);
    v("steps", self.steps);
    v("irregular", self.irregular);
    v("newer", self.newer);
    v("older", self.older);
  }

  void add(EntityKind kind, std::string_view id, Past past, std::uint32_t kept);
  Past find(EntityKind kind, std::string_view id) const;
  // As find; the entity is in the state again.
  Past take_back(EntityKind kind, std::string_view id);
};

}  // namespace dangol
