// What is asked of a running writer about its vaults, as messages. Only for sources.
#pragma once

#include <cstdint>
#include <vector>

#include "actors/engine.h"
#include "gateway/frame.h"
#include "gateway/local.capnp.h"

namespace dangol {

// Does what is asked, to the end, and gives the answer to request `id`.
Result<std::vector<WireFrame>> answer_vault(std::uint64_t id, wire::VaultAsked::Reader asked,
                                            Engine& engine);

}  // namespace dangol
