// Reads everything that a store holds and compares it with itself and with the model: each record against its
// hashes, every stream's versions and chain, the tree, what serves against what replay says, and what was
// answered against what is there.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "events/customer.h"
#include "events/record.h"
#include "events/sealing_keys.h"
#include "store/store.h"
#include "tests/simulation/erasures.h"
#include "tests/simulation/findings.h"
#include "tests/simulation/model.h"

namespace dangol::simulation {

// One record, as it was read.
struct ReadRecord {
  Position position;
  Entry entry;
  IdToken id;
  ContentDigest digest;
  std::string core, words;
};

class Audit {
 public:
  Audit(Model& model, Erasures& erasures, Findings& findings)
      : model_(model), erasures_(erasures), findings_(findings) {}

  // What another audit knows, of a copy of the same store.
  Audit(const Audit& other, Model& model, Findings& findings)
      : model_(model),
        erasures_(other.erasures_),
        findings_(findings),
        leaves_(other.leaves_),
        identities_(other.identities_) {}

  // REQUIRES: nothing is on its way, and no generation writes.
  void read(Store& store);
  // The store itself said that something in it is damaged, in the last read().
  bool refused() const { return refused_; }
  // Whatever was due by `now` was said, and nobody owes a record. REQUIRES: read(), and nothing that was due was left
  // unasked.
  void check_clock(Store& store, Micros now);
  const std::vector<ReadRecord>& records() const { return records_; }

 private:
  void read_log(Store& store);
  void check_frames(Store& store, const std::vector<Hash>& leaves);
  void learn(Store& store);  // by what names everything that was sent stands in cores
  void compare_with_model(Store& store);
  void compare_opened(Store& store, const ReadRecord& record, const SentContent* content);
  void compare_states(Store& store);
  void compare_index(Store& store);
  void fail(std::string what) { findings_.add(std::move(what)); }
  // What the store answered instead of what was asked for.
  void fail(const std::string& what, const Error& error);

  void compare_keys(Store& store);

  Model& model_;
  Erasures& erasures_;
  Findings& findings_;
  std::vector<ReadRecord> records_;
  std::vector<Hash> leaves_;  // of the last reading
  bool refused_ = false;
  // What was sent, as it is named in cores.
  std::map<std::tuple<StreamToken, IdToken, ContentDigest>, Sending> identities_;
};

}  // namespace dangol::simulation
