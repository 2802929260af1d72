// What a peer of a witness, or of its client, can reach.
#pragma once

#include <chrono>
#include <cstddef>

#include "store/proof_limits.h"

namespace dangol {

// One request to a witness.
inline constexpr std::size_t kMaxWitnessRequestBytes = kMaxProofBytes;
// How long a peer may take for its request, once it has begun it.
inline constexpr std::chrono::seconds kWitnessRequestTime{10};
// Connections that a witness serves at a time; others are closed at once.
inline constexpr std::size_t kMaxWitnessConnections = 64;

// What a witness may answer: a line a key of its own.
inline constexpr std::size_t kMaxWitnessAnswerBytes = 16 << 10;
// How long a log waits for one witness, all attempts together.
inline constexpr std::chrono::seconds kWitnessPatience{5};
// Attempts at one witness for one checkpoint: it tells from which size it wants the proof.
inline constexpr int kWitnessAttempts = 3;

}  // namespace dangol
