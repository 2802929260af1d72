// What reads are answered with. Knows nothing of sockets: a request in, one or more answers out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "actors/engine.h"
#include "events/ids.h"
#include "gateway/access_register.h"
#include "gateway/figure_service.h"
#include "gateway/frame.h"
#include "gateway/heads.h"
#include "gateway/history_proofs.h"
#include "gateway/notary.h"
#include "gateway/subject_export.h"
#include "gateway/subject_reads.h"
#include "gateway/writer_status.h"

namespace dangol {

// Any thread. The engine's store is held only while a page is filled.
class Reads {
 public:
  // `dir` is the store's, for its free space. `notary`: nullptr where nothing is signed; `heads`: where
  // no histories are proved. All of them outlive this.
  Reads(Engine& engine, std::filesystem::path dir, Notary* notary, Heads* heads);
  ~Reads();
  Reads(const Reads&) = delete;
  Reads& operator=(const Reads&) = delete;

  // The answer, in parts when it is long. A request that is no read, or malformed, is refused.
  // Never throws.
  std::vector<WireFrame> answer(WireFrame request, const WriterFacts& facts) const;
  // Whoever starts this tells them what is settled.
  ReadModels& models() const;
  FigureService& figures() const { return *figures_; }
  // nullptr: nothing is signed here, and no histories are proved.
  Notary* notary() const { return notary_; }
  HistoryProofs* proofs() const { return proofs_.get(); }

 private:
  struct Answering;

  Engine& engine_;
  const std::filesystem::path dir_;
  Notary* const notary_;
  const std::unique_ptr<HistoryProofs> proofs_;  // nullptr: none are made
  const SubjectReads subjects_;
  const AccessRegister register_;
  const SubjectExport export_;
  // Keeps answers whose pages are still asked for: the one thing here that lasts between requests.
  const std::unique_ptr<FigureService> figures_;
};

}  // namespace dangol
