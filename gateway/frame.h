// Frames: how messages follow each other on a stream of bytes. local.capnp has the form.
#pragma once

#include <cstddef>
#include <cstdint>

#include "events/event.h"
#include "events/outcome.h"

namespace dangol {

// A whole frame, its head included: word 0 is the head, the message follows.
using WireFrame = MessageBytes;

inline constexpr std::size_t kFrameHeadBytes = 8;

// The head of a frame whose message has `words` words.
std::uint64_t frame_head(std::size_t words);
// The words of the message that follows this head, at least one. kRejected: it is no head of this
// protocol, or the message would be larger than `max_bytes`.
Result<std::size_t> frame_words(std::uint64_t head, std::size_t max_bytes);

}  // namespace dangol
