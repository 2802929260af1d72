// The name of a field by its path number, for the sentences of errors.
#pragma once

#include <cstdint>
#include <string>

namespace dangol {

// `message.exchanged: text`, or `issue.opened: owner.agent`, or `id` for a field of the envelope.
std::string field_name(std::uint16_t type, std::uint32_t path);

}  // namespace dangol
