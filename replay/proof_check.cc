#include "replay/proof_check.h"

#include <utility>

#include <fmt/format.h>

#include "store/merkle.h"

namespace dangol {

namespace {

Error refused(std::string message) { return {ErrorCode::kRejected, std::move(message)}; }

}  // namespace

Result<InclusionCheck> check_inclusion(std::string_view text, const LogTrust& trust) {
  Result<InclusionProof> proof = InclusionProof::parse(text);
  if (!proof.ok()) return proof.error();
  Result<TrustedCheckpoint> checkpoint = check_checkpoint(proof.value().checkpoint, trust);
  if (!checkpoint.ok()) return checkpoint.error();
  Result<Entry> entry = decode_entry(proof.value().extra);
  if (!entry.ok()) return refused("the proof brings no entry along: " + entry.error().message);
  const Checkpoint& said = checkpoint.value().checkpoint;
  if (!proves_inclusion(leaf_hash(proof.value().extra), proof.value().index, said.size,
                        proof.value().hashes, said.root)) {
    return refused(fmt::format("the hashes do not lead from entry {} to the root of {} records",
                               proof.value().index, said.size));
  }
  return InclusionCheck{Position(proof.value().index), entry.value(),
                        std::move(checkpoint).value()};
}

Result<ConsistencyCheck> check_consistency(std::string_view text, std::string_view older,
                                           const LogTrust& trust) {
  Result<ConsistencyProof> proof = ConsistencyProof::parse(text);
  if (!proof.ok()) return proof.error();
  Result<TrustedCheckpoint> newer = check_checkpoint(proof.value().checkpoint, trust);
  if (!newer.ok()) return newer.error();
  Result<TrustedCheckpoint> old = check_checkpoint(older, {trust.origin, trust.keys, std::nullopt});
  if (!old.ok()) return refused("the older checkpoint: " + old.error().message);
  const Checkpoint& before = old.value().checkpoint;
  const Checkpoint& after = newer.value().checkpoint;
  if (proof.value().old_size != before.size) {
    return refused(
        fmt::format("the proof is about an older log of {} records, the checkpoint of {}",
                    proof.value().old_size, before.size));
  }
  const bool holds = before.size == 0 ? proof.value().hashes.empty()
                                      : proves_consistency(before.size, before.root, after.size,
                                                           after.root, proof.value().hashes);
  if (!holds) {
    return refused(
        fmt::format("the log of {} records is not the beginning of that of {}: they are two "
                    "histories, or the proof is wrong",
                    before.size, after.size));
  }
  return ConsistencyCheck{std::move(old).value(), std::move(newer).value()};
}

}  // namespace dangol
