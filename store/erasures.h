// What is owed once somebody was forgotten. The frame that holds `personaldata.erased` holds a side row
// beside it; whoever opens the store finishes what the rows say before anybody is served, and deletes
// them. Every step may be repeated, so a process that ends in one of them has only ended.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "events/ids.h"
#include "events/outcome.h"
#include "store/vault.h"

namespace dangol {

class Store;
struct SideRow;

// In this order; docs/DECISIONS.md says why.
enum class ErasureStep : std::uint8_t {
  kFences,  // the names of the events become fences in the vault
  kKept,  // keys that a law keeps go to the vault apart; those that none keeps any more go from it
  kAnchor,  // the anchor learns of the erasure, so that no older copy is taken for the store
  kKeys,    // keys and subject go, in one write
  kWords,   // words are removed from the log's files
  kCaches,  // snapshots go, and what the vault removed leaves its files
  kDone,    // the side rows go
};
inline constexpr ErasureStep kErasureSteps[] = {
    ErasureStep::kFences, ErasureStep::kKept,   ErasureStep::kAnchor, ErasureStep::kKeys,
    ErasureStep::kWords,  ErasureStep::kCaches, ErasureStep::kDone};

// The side row of an erasure whose record is this one, and what it holds when the erasure is of what was
// kept apart until now.
std::string erasure_row_key(StreamToken stream, Version version);
inline constexpr const char* kErasureOfHeld = "h";

class Erasures {
 public:
  using BeforeStep = std::function<Status(ErasureStep)>;
  // `store` outlives this; `before` is asked before each step, and its error ends there.
  explicit Erasures(Store& store, BeforeStep before = {})
      : store_(store), before_(std::move(before)) {}

  // Does nothing when nothing is owed: that costs one look at the side rows. REQUIRES: nobody reads
  // the store or writes to it meanwhile.
  Status finish();

 private:
  // One erasure, as its record says.
  struct Owed {
    StreamToken stream;
    Version version;                    // of the record
    Micros since;                       // when it happened
    std::vector<std::uint64_t> erased;  // versions; empty: all
    std::vector<Keeping> kept;
    std::string row;
    bool of_held = false;  // of what was kept apart until now
  };
  Result<Owed> read(const SideRow& row) const;
  Status fence(const Owed& owed);
  Status keep(const Owed& owed);
  Status anchor(const Owed& owed);
  Status destroy(const Owed& owed);
  Status remove_words();
  Status add_words(const Owed& owed, std::vector<Position>& positions) const;
  Status clear_caches();
  Status settle();
  Status step(ErasureStep which, const std::function<Status(const Owed&)>& each);

  Store& store_;
  const BeforeStep before_;
  std::vector<Owed> owed_;
};

}  // namespace dangol
