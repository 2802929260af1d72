// What a command needs to prove a history when no other process writes to the store: it is the writer
// itself, for as long as the proof takes.
#pragma once

#include <filesystem>
#include <memory>

#include "actors/engine.h"
#include "app/command.h"
#include "gateway/heads.h"
#include "gateway/history_proofs.h"
#include "gateway/notary.h"
#include "store/store.h"

namespace dangol {

// Of a running writer. `data` is the store's directory.
Heads::Options heads_options(const GlobalOptions& options, const std::filesystem::path& data);

class Proving {
 public:
  // `store` outlives the result, and is used by nobody else meanwhile.
  static Result<std::unique_ptr<Proving>> start(Store& store, const GlobalOptions& options,
                                                const std::filesystem::path& data);
  HistoryProofs& proofs() { return proofs_; }

 private:
  Proving(std::unique_ptr<Engine> engine, std::unique_ptr<Heads> heads,
          std::unique_ptr<Notary> notary)
      : engine_(std::move(engine)),
        heads_(std::move(heads)),
        notary_(std::move(notary)),
        proofs_(*engine_, *heads_, *notary_) {}

  // Ended in the other order.
  const std::unique_ptr<Engine> engine_;
  const std::unique_ptr<Heads> heads_;
  const std::unique_ptr<Notary> notary_;
  HistoryProofs proofs_;
};

}  // namespace dangol
