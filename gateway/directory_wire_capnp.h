// What is asked and told of the directory of the vault, as messages. Only for sources.
#pragma once

#include <cstdint>
#include <vector>

#include "gateway/directory.h"
#include "gateway/frame.h"
#include "gateway/local.capnp.h"

namespace dangol {

// Looks, and gives the answer to request `id`. kRejected: tokens of another length, or more than
// kPageRecords. Else as Directory::look.
Result<std::vector<WireFrame>> answer_directory(std::uint64_t id,
                                                wire::DirectoryAsked::Reader asked,
                                                const Directory& directory);
// kCorrupt: a token of another length, or a fault that this version does not know.
Result<DirectoryFound> read_directory(wire::DirectoryAnswer::Reader answer);

}  // namespace dangol
