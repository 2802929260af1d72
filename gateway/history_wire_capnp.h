// What is asked and told of proofs of histories, as messages. Only for sources.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/frame.h"
#include "gateway/history_proofs.h"
#include "gateway/local.capnp.h"

namespace dangol {

void write_asked(const HistoryAsked& asked, wire::HistoryBegin::Builder into);
void write_page(const HistoryPage& page, wire::HistoryRecordsOf::Builder into);

// Does what is asked and gives the answer to request `id`, in parts. `proofs` is nullptr where nothing is
// signed: kUnavailable.
Result<std::vector<WireFrame>> answer_head_proof(std::uint64_t id,
                                                 wire::HeadProofAsked::Reader asked,
                                                 HistoryProofs* proofs);

}  // namespace dangol
