// The sizes and counts of notes, proofs and policies: all of it comes from outside.
#pragma once

#include <cstddef>

#include "events/limits.h"

namespace dangol {

// Of one signed note.
inline constexpr std::size_t kMaxNoteBytes = 64 << 10;
inline constexpr std::size_t kMaxNoteSignatures = 64;

// Hashes of one proof: enough for a tree of 2^63 leaves; C2SP tlog-witness says so.
inline constexpr std::size_t kMaxProofHashes = 63;
// What goes with an inclusion proof: an entry, and room for other programs' proofs.
inline constexpr std::size_t kMaxProofExtraBytes = 64 << 10;
// One proof as text.
inline constexpr std::size_t kMaxProofBytes = 256 << 10;
static_assert(kMaxProofExtraBytes / 3 * 4 + kMaxProofHashes * 45 + kMaxNoteBytes + 256 <=
              kMaxProofBytes);

// One policy about witnesses: its bytes; its logs, and its witnesses and groups together.
inline constexpr std::size_t kMaxPolicyBytes = 64 << 10;
inline constexpr std::size_t kMaxPolicyLogs = 64;
inline constexpr std::size_t kMaxPolicyMembers = 128;

// A proof of a history: siblings in the map of heads, one a bit of a key; statements of auditors with it;
// its first line, and every other: a record, sealed, in base64 with its proof.
inline constexpr std::size_t kMaxHeadSiblings = 256;
inline constexpr std::size_t kMaxHeadsAudits = 16;
inline constexpr std::size_t kMaxHistoryHeadBytes = 4 << 20;
inline constexpr std::size_t kMaxHistoryLineBytes = 48 << 20;
static_assert((kMaxHeadsAudits + 1) * kMaxNoteBytes * 2 + kMaxHeadSiblings * 43 + 64 * 1024 <=
              kMaxHistoryHeadBytes);
static_assert(kMaxSealedBatchBytes / 3 * 4 + kMaxProofHashes * 43 + 1024 <= kMaxHistoryLineBytes);

}  // namespace dangol
