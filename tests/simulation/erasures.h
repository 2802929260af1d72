// Who was forgotten in a run, and what must never be read again because of that.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actors/forgetting.h"
#include "events/ids.h"
#include "store/store.h"
#include "tests/simulation/findings.h"
#include "tests/simulation/model.h"
#include "tests/simulation/workload.h"

namespace dangol::simulation {

class Erasures {
 public:
  Erasures(Model& model, Findings& findings) : model_(model), findings_(findings) {}

  // This is about to be done.
  void begin(ForgetPlan plan);
  // Somebody was told that it is done.
  void told() { told_ = true; }
  // The store is open, so it was done wholly, or not at all: which, is found out here.
  void settle(Store& store);
  // The keys of some purpose of this stream were destroyed, or may have been.
  void keys_destroyed(StreamToken stream) { without_keys_.insert(stream); }

  // Every key of the stream must be gone.
  bool whole(StreamToken stream) const { return whole_.contains(stream); }
  // The record's words must be gone.
  bool words_gone(StreamToken stream, Version version) const {
    return wordless_.contains(stream) || single_.contains({stream, version});
  }
  // It need not open to all that was sent.
  bool may_lack(StreamToken stream, Version version) const {
    return whole(stream) || words_gone(stream, version) || without_keys_.contains(stream);
  }
  // An event that names somebody who was forgotten does not open to that name any more.
  bool named_in(std::string_view event) const;
  bool nobody() const { return subjects_.empty(); }
  // Words of somebody who was forgotten stand in these bytes.
  bool betrayed_by(std::string_view bytes) const;

 private:
  void note_words_of(const std::string& subject);

  Model& model_;
  Findings& findings_;
  std::optional<ForgetPlan> pending_;
  bool told_ = false;
  std::set<StreamToken> whole_, wordless_, without_keys_;
  std::set<std::pair<StreamToken, Version>> single_;
  std::set<std::string, std::less<>> gone_;  // words
  std::set<std::string> subjects_;           // that were forgotten
};

}  // namespace dangol::simulation
