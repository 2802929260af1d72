// Makes proofs of histories (replay/history_proof.h) from a running writer's store, in pages. Opens no words
// and asks for no right to them: what is sealed stays sealed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "actors/engine.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "gateway/heads.h"
#include "gateway/notary.h"
#include "replay/history_proof.h"
#include "store/event_log.h"

namespace dangol {

// What is to be proved.
struct HistoryAsked {
  std::string subject;  // or `stream:` and a token in hexadecimal
  // A record of the map of heads that an auditor has seen; nullopt: one of now is made.
  std::optional<Position> heads;
};

struct HistoryPage {
  StreamToken stream;
  Version after;           // the records behind this one
  Version last;            // up to this one
  std::uint64_t size = 0;  // records of the checkpoint, in whose tree they are
  ReadWords words = ReadWords::kNo;
};
struct HistoryLines {
  std::string text;  // whole lines
  Version after;     // to ask for next, unless it is the last
};

// Thread-safe; not inside Engine::read. Holds nothing between calls.
class HistoryProofs {
 public:
  // Engine, heads and notary outlive this.
  HistoryProofs(Engine& engine, Heads& heads, Notary& notary)
      : engine_(engine), heads_(heads), notary_(notary) {}

  // The head. By an earlier record of the map its `last` is empty: whoever wants it makes that map anew
  // from the log. kNotFound: nothing is recorded under the subject. kRejected: that record holds no map.
  // Else as Heads::record and Notary::run.
  Result<HistoryProofHead> begin(const HistoryAsked& asked);
  // Some of the records, at least one while there are any.
  Result<HistoryLines> records(const HistoryPage& page);

 private:
  Engine& engine_;
  Heads& heads_;
  Notary& notary_;
};

}  // namespace dangol
