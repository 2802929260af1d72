// Bounds of the client, each with its unit.
#pragma once

#include <cstddef>
#include <cstdint>

#include "events/limits.h"

namespace dangol {

// Requests of events on their way at once. While one travels the server records another.
inline constexpr std::size_t kClientRequests = 8;
// What an event weighs in memory beside its own bytes, about.
inline constexpr std::size_t kClientEventBytes = 256;
// Words of one message from a server, 8 bytes each: as many as the largest page or document may have, with room.
inline constexpr std::uint64_t kClientMessageWords = (64 << 20) / 8;
// Pages of a feed that wait for who reads it; who is slower is not sent more.
inline constexpr std::size_t kClientFeedPages = 4;
// Bytes of a file of TLS or of a token.
inline constexpr std::size_t kMaxClientFileBytes = 1 << 20;

}  // namespace dangol
