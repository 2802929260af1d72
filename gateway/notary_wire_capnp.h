// What is asked of a running writer's notary, as messages. Only for sources.
#pragma once

#include <cstdint>
#include <vector>

#include "gateway/frame.h"
#include "gateway/local.capnp.h"
#include "gateway/notary.h"

namespace dangol {

// Does what is asked and gives the answer to request `id`. kUnavailable: the writer signs nothing.
Result<std::vector<WireFrame>> answer_notary(std::uint64_t id, wire::NotaryAsked::Reader asked,
                                             Notary* notary);

wire::NotaryTask wire_task(NotaryTask task);
void write_notarized(const Notarial& told, wire::NotaryAnswer::Builder into);
// kCorrupt: a key that is none.
Result<Notarial> read_notarized(wire::NotaryAnswer::Reader told);

}  // namespace dangol
