// What proofs are made of, as messages between a running writer and a client. Only for sources.
#pragma once

#include <cstdint>
#include <vector>

#include "actors/engine.h"
#include "gateway/frame.h"
#include "gateway/local.capnp.h"
#include "gateway/log_evidence.h"
#include "store/event_log.h"

namespace dangol {

// Reads what is asked and gives the answer to request `id`.
Result<std::vector<WireFrame>> answer_proofs(std::uint64_t id, wire::ProofsAsked::Reader asked,
                                             Engine& engine);

// kCorrupt: of a form that this version does not know.
Result<std::vector<FrameHeader>> read_frame_headers(wire::ProofMaterial::Reader told);
// Adds a page of it; whether another follows, and from which size on.
Result<std::optional<std::uint64_t>> read_evidence_page(wire::ProofMaterial::Reader told,
                                                        LogEvidence& evidence);

}  // namespace dangol
