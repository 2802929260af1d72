// What is specific to CAF 0.17, in one place. Included from .cc files of this room only.
#pragma once

#include <caf/all.hpp>

#include "actors/loader.h"
#include "actors/shard_batch.h"
#include "actors/submission.h"

namespace dangol {

// Runs what must not fail half way: CAF would end the actor in silence, and whoever waits for it would
// wait for ever. Ending the program is safe: what was answered is on disk.
template <class Work>
void or_die(const Work& work) noexcept {
  work();
}

// A part of a submission that one shard owns.
struct ShardPart {
  SubmissionPtr submission;
  std::vector<std::uint32_t> event_indexes;
};

// Tells a customer to fill one slot.
struct FillSlot {
  ShardBatchPtr batch;
  std::uint32_t slot;
};

// Streams that the reader pool has brought in.
struct StreamsLoaded {
  std::shared_ptr<std::vector<LoadedStream>> streams;
};

// Tells a shard how many bytes of its streams may stay in memory now.
struct LetSleep {
  std::size_t awake_bytes;
};

// Streams that are in memory no more.
struct FellAsleep {
  std::vector<StreamToken> streams;
};

// A customer has failed and must be loaded anew before it serves again.
struct CustomerFailed {
  std::string subject;
};

}  // namespace dangol

// In-process messages: they are never serialised.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dangol::ShardPart)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dangol::FillSlot)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dangol::StreamsLoaded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dangol::LetSleep)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dangol::FellAsleep)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dangol::CustomerFailed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(dangol::ShardBatchPtr)
