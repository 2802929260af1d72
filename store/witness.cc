#include "store/witness.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "store/merkle.h"
#include "store/merkle_proof.h"
#include "store/proof_limits.h"
#include "store/witness_files.h"

namespace dangol {

namespace {

WitnessAnswer refused(WitnessCode code, std::string sentence) {
  return {code, std::move(sentence) + "\n"};
}

WitnessAnswer conflict(std::uint64_t size) {
  return {WitnessCode::kConflict, fmt::format("{}\n", size)};
}

bool signed_by_any(const SignedNote& note, const std::vector<NoteVerifier>& keys) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](const NoteVerifier& key) { return verify(note, key).ok(); });
}

}  // namespace

Result<std::unique_ptr<Witness>> Witness::open(const Options& options) {
  Result<Descriptor> lock = lock_witness(options.dir);
  if (!lock.ok()) return lock.error();
  OsEntropy os;
  Result<NoteSigner> signer = load_witness_key(options.dir, options.name,
                                               options.entropy != nullptr ? *options.entropy : os);
  if (!signer.ok()) return signer.error();
  std::unique_ptr<Witness> witness(
      new Witness(options, std::move(lock).value(), std::move(signer).value()));
  if (Status loaded = witness->load_logs(); !loaded.ok()) return loaded.error();
  if (Status loaded = witness->load_state(); !loaded.ok()) return loaded.error();
  return witness;
}

Status Witness::load_logs() {
  Result<std::vector<NoteVerifier>> keys = read_witness_logs(dir_);
  if (!keys.ok()) return keys.error();
  for (NoteVerifier& key : keys.value()) {
    Log& log = logs_[key.name];
    log.newest = {key.name, 0, MerkleEdge().root()};
    log.keys.push_back(std::move(key));
  }
  return Done{};
}

Status Witness::load_state() {
  Result<std::vector<std::string>> notes = read_witness_state(dir_);
  if (!notes.ok()) return notes.error();
  for (std::string& note : notes.value()) {
    Result<SignedNote> read = SignedNote::parse(note);
    if (!read.ok()) return read.error();
    Result<Checkpoint> newest = Checkpoint::parse(read.value().text);
    if (!newest.ok()) return newest.error();
    // Of a log that is not in the list any more it is kept: it may come back.
    Log& log = logs_[newest.value().origin];
    log.note = std::move(note);
    log.newest = std::move(newest).value();
  }
  return Done{};
}

std::vector<std::string> Witness::logs() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> origins;
  for (const auto& [origin, log] : logs_) {
    if (!log.keys.empty()) origins.push_back(origin);
  }
  return origins;
}

WitnessAnswer Witness::add_checkpoint(std::string_view body) {
  const std::lock_guard lock(mutex_);
  Result<ConsistencyProof> asked = ConsistencyProof::parse(body);
  if (!asked.ok()) return refused(WitnessCode::kMalformed, asked.error().message);
  Result<SignedNote> note = SignedNote::parse(asked.value().checkpoint);
  if (!note.ok()) return refused(WitnessCode::kMalformed, note.error().message);
  Result<Checkpoint> said = Checkpoint::parse(note.value().text);
  if (!said.ok()) return refused(WitnessCode::kMalformed, said.error().message);
  const Checkpoint& next = said.value();
  const std::uint64_t old_size = asked.value().old_size;

  const auto found = logs_.find(next.origin);
  if (found == logs_.end() || found->second.keys.empty()) {
    return refused(WitnessCode::kUnknownLog, "this witness does not know the log");
  }
  const Log& log = found->second;
  if (!signed_by_any(note.value(), log.keys)) {
    return refused(WitnessCode::kNotSigned, "no key that is known for the log has signed");
  }
  if (old_size > next.size) {
    return refused(WitnessCode::kMalformed, "the old size is above the checkpoint's");
  }
  if (old_size != log.newest.size) return conflict(log.newest.size);
  const bool nothing_new = next.size == log.newest.size;
  if (nothing_new && next.root != log.newest.root) return conflict(log.newest.size);
  // From nothing, and to itself, a tree goes on without a proof.
  const bool proved = old_size == 0 || nothing_new
                          ? asked.value().hashes.empty()
                          : proves_consistency(old_size, log.newest.root, next.size, next.root,
                                               asked.value().hashes);
  if (!proved) return refused(WitnessCode::kNotProved, "the proof does not hold");
  if (Status kept = keep(next.origin, asked.value().checkpoint); !kept.ok()) {
    return refused(WitnessCode::kUnavailable, "the witness cannot keep the checkpoint now");
  }
  const auto seconds = static_cast<std::uint64_t>(clock_().value() / 1'000'000);
  return {WitnessCode::kCosigned, signer_.sign(note.value().text, seconds)};
}

// REQUIRES: mutex_ is held.
Status Witness::keep(const std::string& origin, std::string note) {
  std::vector<std::string> notes;
  for (const auto& [name, log] : logs_) {
    const std::string& newest = name == origin ? note : log.note;
    if (!newest.empty()) notes.push_back(newest);
  }
  if (Status written = write_witness_state(dir_, notes); !written.ok()) return written;
  Result<Checkpoint> newest = Checkpoint::parse(SignedNote::parse(note).value().text);
  Log& log = logs_[origin];
  log.newest = std::move(newest).value();
  log.note = std::move(note);
  return Done{};
}

}  // namespace dangol
