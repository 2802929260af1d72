#include "gateway/log_evidence.h"

namespace dangol {

Result<LogEvidence> read_evidence(Store& store) {
  LogEvidence evidence;
  evidence.origin = store.origin();
  Status scanned = store.checkpoints().scan(0, [&](const StoredCheckpoint& checkpoint) {
    evidence.checkpoints.push_back(checkpoint.note);
    return true;
  });
  if (!scanned.ok()) return scanned.error();
  if (store.anchor() != nullptr) evidence.anchor = store.anchor()->get();
  return evidence;
}

}  // namespace dangol
